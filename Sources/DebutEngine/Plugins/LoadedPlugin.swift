import Debut

/// A plugin that was loaded.
package struct LoadedPlugin: Sendable {
  /// The name for `plugin reload`.
  package let name: String
  /// The file or folder that it came from.
  package let path: String
  /// Names of the models that it brought.
  package let models: [String]
  /// Names of the samplers that it brought.
  package let samplers: [String]
  /// Names of the samplers of negatives that it brought.
  package let negativeSamplers: [String]
  /// The build of the program that it was compiled for.
  package let stamp: PluginStamp
  /// The library, which stays open.
  package let library: PluginLibrary
  /// The models and samplers that it registers, and no others.
  package let registry: Registry
  /// A number that changes with its text or bytes.
  package let fingerprint: UInt64

  /// Opens a plugin, compiled first if it is source, and collects what it registers. No session changes.
  ///
  /// Runs the plugin's code, with all rights of the user.
  /// - Parameters:
  ///   - withTests: true compiles its tests too.
  ///   - build: the library, if it was compiled before.
  ///   - out: the file to keep the library in; nil: it is not kept.
  /// - Throws: `PluginError`, `FileError`.
  package init(
    _ source: PluginSource, withTests: Bool = false, build: PluginBuild? = nil, out: String? = nil
  ) throws {
    let build = try build ?? PluginBuild(source, withTests: withTests)
    let copy = build.library
    library = try PluginLibrary(opening: copy, of: source.path)
    LastWords.add(plugin: source.name, library: copy)
    registry = try library.registry()
    if let out { try FileSystem.write(FileSystem.bytes(of: copy), to: out) }
    name = source.name
    path = source.path
    models = registry.models.map(\.descriptor.name)
    samplers = registry.samplers.map(\.descriptor.name)
    negativeSamplers = registry.negativeSamplers.map(\.descriptor.name)
    stamp = .current
    fingerprint = try source.fingerprint(withTests: withTests)
  }
}
