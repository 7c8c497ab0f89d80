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
    var result = self
    for model in plugin.registry.models {
      let name = model.descriptor.name
      if let other = models.first(where: { $0.descriptor.name == name }) {
        throw PluginError.duplicateName(
          path: plugin.path, kind: "model", name: name, owner: other.origin)
      }
      result.append(model.coming(from: plugin.name, code: plugin.fingerprint))
    }
    for sampler in plugin.registry.samplers {
      let name = sampler.descriptor.name
      if let other = samplers.first(where: { $0.descriptor.name == name }) {
        throw PluginError.duplicateName(
          path: plugin.path, kind: "sampler", name: name, owner: other.origin)
      }
      result.append(sampler.coming(from: plugin.name, code: plugin.fingerprint))
    }
    for sampler in plugin.registry.negativeSamplers {
      let name = sampler.descriptor.name
      if let other = negativeSamplers.first(where: { $0.descriptor.name == name }) {
        throw PluginError.duplicateName(
          path: plugin.path, kind: "sampler of negatives", name: name, owner: other.origin)
      }
      result.append(sampler.coming(from: plugin.name, code: plugin.fingerprint))
    }
    return result
  }
}
