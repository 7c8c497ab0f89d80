/// The options that a user may set on a model or sampler: a plain structure whose defaults stand in its
/// declaration.
///
///     struct Options: ModelOptions {
///       var shrinkage: Float = 5
///       static let fields: [OptionField<Options>] = [
///         .init("shrinkage", \.shrinkage, in: 0...1000, "ratings' worth of the mean added to every item")
///       ]
///     }
///
/// Options travel with a saved model as the texts of `settings`, so that a name in `fields` is part of
/// the file format; a property's name is not.
///
/// - Stability: stable.
public protocol ModelOptions: Sendable {
  /// Creates the defaults.
  init()
  /// One entry for every option that the user may set.
  static var fields: [OptionField<Self>] { get }
}

extension ModelOptions {
  /// Applies `settings` to the defaults, in order.
  ///
  /// - Parameter owner: the name of the model or sampler, for errors.
  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  package init(settings: [Setting], of owner: String) throws {
    self.init()
    for setting in settings {
      guard let field = Self.fields.first(where: { $0.name == setting.name }) else {
        throw EngineError.unknownOption(
          owner: owner, name: setting.name, known: Self.fields.map(\.name))
      }
      guard field.apply(setting.value, &self) else {
        throw EngineError.badOption(
          owner: owner, name: setting.name, value: setting.value, expected: field.expectation,
          known: field.choices)
      }
    }
  }

  /// The name and value of every option as text, in the order of `fields`.
  package var settings: [Setting] {
    Self.fields.map { Setting(name: $0.name, value: $0.text(self)) }
  }

  /// The options with defaults and help, for `help NAME`.
  package static var help: [OptionHelp] {
    let defaults = Self()
    return fields.map {
      OptionHelp(
        name: $0.name, defaultValue: $0.text(defaults), expectation: $0.expectation,
        choices: $0.choices, namesModels: $0.namesModels,
        namesNegatives: $0.namesNegatives, help: $0.help)
    }
  }
}

/// The options of a model or sampler that has none.
///
/// - Stability: stable.
public struct NoOptions: ModelOptions {
  /// Makes the options.
  public init() {}
  /// An empty list.
  public static var fields: [OptionField<NoOptions>] { [] }
}
