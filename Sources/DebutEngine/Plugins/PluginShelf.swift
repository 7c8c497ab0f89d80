import Debut

/// A plugin that was loaded.
public struct LoadedPlugin: Sendable {
  /// What `plugin reload` calls it.
  public let name: String
  /// The file or folder that it came from.
  public let path: String
  /// Names of the models that it brought.
  public let models: [String]
  /// Names of the samplers that it brought.
  public let samplers: [String]
  /// What it was compiled for.
  public let stamp: PluginStamp
  /// Its library, which stays open.
  public let library: PluginLibrary
  /// Everything that it registers, and nothing else.
  public let registry: Registry
  /// Changes with its text or bytes.
  public let fingerprint: UInt64

  /// Compiles a plugin where it comes as source, opens it, and asks what it brings. Nothing is
  /// registered anywhere.
  ///
  /// Runs the plugin's code, with all rights of the user.
  /// - Parameters:
  ///   - withTests: compile its tests too.
  ///   - out: where to leave the library for later; nil: nowhere.
  /// - Throws: `PluginError`.
  public init(_ source: PluginSource, withTests: Bool = false, out: String? = nil) throws {
    let folder = try TemporaryFolder()
    let copy = "\(folder.path)/\(source.name).\(PluginSource.libraryEnding)"
    if source.isLibrary {
      // Opened from a copy: the system gives the old library for a file that it has open already, and
      // whoever writes the file over must not change running code.
      try FileSystem.write(FileSystem.bytes(of: source.path), to: copy)
    } else {
      try PluginCompiler().compile(source, withTests: withTests, in: folder, to: copy)
    }
    library = try PluginLibrary(opening: copy, of: source.path)
    registry = try library.registry()
    if let out { try FileSystem.write(FileSystem.bytes(of: copy), to: out) }
    name = source.name
    path = source.path
    models = registry.models.map(\.descriptor.name)
    samplers = registry.samplers.map(\.descriptor.name)
    stamp = .current
    fingerprint = try source.fingerprint(withTests: withTests)
  }
}

/// The plugins of a session, in the order in which they were loaded.
public struct PluginShelf: Sendable {
  public private(set) var plugins: [LoadedPlugin] = []

  public init() {}

  /// The plugin of a name; nil: the one loaded last.
  ///
  /// - Throws: `PluginError.noneLoaded`, `.unknownPlugin`.
  public func plugin(_ name: String?) throws -> LoadedPlugin {
    guard let name else {
      guard let last = plugins.last else { throw PluginError.noneLoaded }
      return last
    }
    guard let found = plugins.last(where: { $0.name == name }) else {
      throw PluginError.unknownPlugin(name: name, known: plugins.map(\.name))
    }
    return found
  }

  /// Takes a plugin in, in place of an earlier version of it, and gives the registry that has what it
  /// brings.
  ///
  /// - Throws: `PluginError.duplicateName`; nothing changes then.
  public mutating func adopt(_ plugin: LoadedPlugin, into registry: Registry) throws -> Registry {
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
    return result
  }
}
