import Debut

/// The plugins of a session, in the order in which they were loaded.
package struct PluginShelf: Sendable {
  /// The plugins, in the order in which they were loaded.
  package private(set) var plugins: [LoadedPlugin] = []

  /// Creates an empty shelf.
  package init() {}

  /// Returns the plugin of a name; nil: the one loaded last.
  ///
  /// - Throws: `PluginError.noneLoaded`, `.unknownPlugin`.
  package func plugin(_ name: String?) throws -> LoadedPlugin {
    guard let name else {
      guard let last = plugins.last else { throw PluginError.noneLoaded }
      return last
    }
    guard let found = plugins.last(where: { $0.name == name }) else {
      throw PluginError.unknownPlugin(name: name, known: plugins.map(\.name))
    }
    return found
  }

  /// Adds a plugin, in place of an earlier version of it.
  ///
  /// - Returns: the registry with what the plugin registers.
  ///
  /// - Throws: `PluginError.duplicateName`; nothing changes then.
  package mutating func adopt(_ plugin: LoadedPlugin, into registry: Registry) throws -> Registry {
    var kept = registry
    if let place = plugins.firstIndex(where: { $0.name == plugin.name }) {
      kept.remove(origin: plugin.name)
      kept = try kept.adding(plugin)
      plugins[place] = plugin
    } else {
      kept = try kept.adding(plugin)
      plugins.append(plugin)
    }
    return kept
  }
}

extension Registry {
  /// Returns the registry with what a plugin registers.
  ///
  /// - Throws: `PluginError.duplicateName`.
  fileprivate func adding(_ plugin: LoadedPlugin) throws -> Registry {
    let new = plugin.registry
    var result = self
    for entry in try plugin.brought(new.models, besides: models, kind: "model") {
      result.append(entry)
    }
    for entry in try plugin.brought(new.samplers, besides: samplers, kind: "sampler") {
      result.append(entry)
    }
    for entry in try plugin.brought(
      new.negativeSamplers, besides: negativeSamplers, kind: "sampler of negatives")
    {
      result.append(entry)
    }
    return result
  }
}

extension LoadedPlugin {
  /// Returns entries of one kind as those that the plugin brought.
  ///
  /// - Parameter others: the entries of that kind that are there.
  /// - Throws: `PluginError.duplicateName`.
  fileprivate func brought<Descriptor, Made>(
    _ entries: [RegistryEntry<Descriptor, Made>],
    besides others: [RegistryEntry<Descriptor, Made>], kind: String
  ) throws -> [RegistryEntry<Descriptor, Made>] {
    try entries.map { entry in
      if let other = others.first(where: { $0.name == entry.name }) {
        throw PluginError.duplicateName(
          path: path, kind: kind, name: entry.name, owner: other.origin)
      }
      return entry.coming(from: name, code: fingerprint)
    }
  }
}
