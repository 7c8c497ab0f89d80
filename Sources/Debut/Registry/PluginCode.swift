/// The code of loaded plugins that a training depends on, as lines of text: "plugin NAME DIGITS".
package enum PluginCode {
  /// Returns a line for each plugin that brought the model, one of its samplers or of its members.
  package static func lines(for recipe: ModelRecipe, registry: Registry) -> [String] {
    let plugins = plugins(of: recipe, registry)
    return registry.pluginCode.filter { plugins.contains($0.plugin) }.map(line)
  }

  /// Returns a line for each loaded plugin if one of them has a part in the training, because its code
  /// may train models of the others; otherwise none.
  package static func allLines(for recipe: ModelRecipe, registry: Registry) -> [String] {
    plugins(of: recipe, registry).isEmpty ? [] : registry.pluginCode.map(line)
  }

  private static func line(_ plugin: String, _ code: String) -> String {
    "plugin \(plugin) \(code)"
  }

  private static func plugins(of recipe: ModelRecipe, _ registry: Registry) -> Set<String> {
    guard let entry = try? registry.model(recipe.model) else { return [] }
    var found: Set<String> = []
    if let origin = entry.origin { found.insert(origin) }
    if let training = entry.descriptor.training,
      let origin = (try? registry.sampler(recipe.sampler ?? training.sampler))?.origin
    {
      found.insert(origin)
    }
    found.formUnion(
      recipe.negatives(of: entry).compactMap { try? registry.negativeSampler($0.name).origin })
    let others = registry.without(model: recipe.model)
    for member in recipe.members(of: entry) { found.formUnion(plugins(of: member, others)) }
    return found
  }
}
