/// A registered sampler of negatives with its options: `uniform`, or `popularity(exponent=0.75)`.
///
/// - Stability: evolving.
public struct NegativeChoice: Hashable, Sendable, CustomStringConvertible {
  /// The sampler's name.
  public let name: String
  /// The options that are given.
  public let settings: [Setting]

  /// Makes a choice without checking it.
  public init(_ name: String, settings: [Setting] = []) {
    self.name = name
    self.settings = settings
  }

  /// Reads the text of a choice; nil if it is none.
  init?(text: String) {
    guard let recipes = ModelRecipe.list(text), let recipe = recipes.first, recipes.count == 1,
      recipe == ModelRecipe(recipe.model, settings: recipe.settings)
    else { return nil }
    self.init(recipe.model, settings: recipe.settings ?? [])
  }

  /// The text that the option holds.
  public var description: String {
    ModelRecipe(name, settings: settings.isEmpty ? nil : settings).description
  }
}
