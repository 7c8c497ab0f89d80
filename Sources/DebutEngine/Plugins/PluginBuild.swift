import Debut

/// The library of a plugin, in a temporary folder: compiled from source, or a copy. Nothing of it runs.
package struct PluginBuild {
  private let folder: TemporaryFolder
  /// The library, which may be opened once a process: `NAME.so`.
  package let library: String

  /// Compiles or copies a plugin.
  ///
  /// - Throws: `PluginError`, `FileError`.
  package init(_ source: PluginSource, withTests: Bool = false) throws {
    folder = try TemporaryFolder()
    library = "\(folder.path)/\(source.name).\(PluginSource.libraryEnding)"
    if source.isLibrary {
      // A copy is opened: the system returns the old library for a file that it has open already, and
      // overwriting the file must not change running code.
      try FileSystem.write(FileSystem.bytes(of: source.path), to: library)
    } else {
      try PluginCompiler().compile(source, withTests: withTests, in: folder, to: library)
    }
  }
}
