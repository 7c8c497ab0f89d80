import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of a plugin: sources, or a library that was made from them before.
package struct PluginSource: Hashable, Sendable {
  /// The file or folder.
  package let path: String
  /// The plugin's name: the path's last component without its ending.
  package let name: String
  /// The source files, sorted; empty for a library.
  let sources: [String]
  /// Source files that test the others: `Tests/...` and names ending in `Tests`. Compiled by
  /// `plugin test` alone.
  let tests: [String]

  /// True of a library, which need not be compiled.
  var isLibrary: Bool { sources.isEmpty }

  /// True if the plugin has tests of its own.
  package var hasTests: Bool { !tests.isEmpty }

  /// Finds a plugin at the path; or, if the path is a mere name without a slash, in the folders of
  /// `DEBUT_PLUGIN_PATH` and those beside the executable, and nowhere else.
  ///
  /// - Throws: `PluginError.notFound`, `.onlyHere`, `.notAPlugin`, `FileError`.
  package init(finding path: String) throws {
    guard !path.contains("/") else {
      guard FileSystem.kind(of: path) != .nothing else {
        throw PluginError.notFound(path: path, searched: [])
      }
      try self.init(at: path)
      return
    }
    let searched = Self.folders
    let candidates = searched.flatMap { folder in
      ["", ".swift", ".\(Self.libraryEnding)"].map { "\(folder)/\(path)\($0)" }
    }
    guard let found = candidates.first(where: { FileSystem.kind(of: $0) != .nothing }) else {
      guard FileSystem.kind(of: path) == .nothing else {
        throw PluginError.onlyHere(path: path, searched: searched)
      }
      throw PluginError.notFound(path: path, searched: searched)
    }
    try self.init(at: found)
  }

  private init(at path: String) throws {
    self.path = FileSystem.resolved(path)
    let last = FileSystem.split(self.path).name
    name = last.split(separator: ".").first.map(String.init) ?? last
    if FileSystem.kind(of: path) == .folder {
      (sources, tests) = try Self.files(of: self.path)
    } else if last.hasSuffix(".swift") {
      (sources, tests) = ([self.path], [])
    } else {
      guard try Self.isLibrary(self.path) else {
        throw PluginError.notAPlugin(
          path: self.path, reason: "it is neither Swift source nor a library")
      }
      (sources, tests) = ([], [])
    }
  }

  private static func files(of folder: String) throws -> (sources: [String], tests: [String]) {
    let names = try FileSystem.names(in: folder)
    let swift = names.filter { $0.hasSuffix(".swift") }
    let sources = swift.filter { !isTest($0) }
    guard !sources.isEmpty else {
      throw PluginError.notAPlugin(path: folder, reason: "the folder has no Swift source file")
    }
    var tests = swift.filter(isTest)
    if names.contains("Tests"), FileSystem.kind(of: "\(folder)/Tests") == .folder {
      tests += try FileSystem.names(in: "\(folder)/Tests").filter { $0.hasSuffix(".swift") }
        .map { "Tests/\($0)" }
    }
    return (sources.map { "\(folder)/\($0)" }, tests.map { "\(folder)/\($0)" })
  }

  private static func isTest(_ name: String) -> Bool { name.hasSuffix("Tests.swift") }

  private static func isLibrary(_ path: String) throws -> Bool {
    let start = Array(try FileSystem.bytes(of: path).prefix(4))
    let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    let machO: [UInt8] = [0xCF, 0xFA, 0xED, 0xFE]
    return start == elf || start == machO
  }

  // MARK: Folders

  #if canImport(Darwin)
    static let libraryEnding = "dylib"
  #else
    static let libraryEnding = "so"
  #endif

  /// The folders that a mere name is looked up in: those of `DEBUT_PLUGIN_PATH`, `plugins` beside the
  /// executable, and the one that `make install` fills. Never the current folder.
  static var folders: [String] {
    let listed = getenv("DEBUT_PLUGIN_PATH").map { String(cString: $0) } ?? ""
    let own = FileSystem.split(FileSystem.executable).folder
    return listed.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
      + ["\(own)/plugins", "\(FileSystem.split(own).folder)/lib/debut/plugins"]
  }

  /// Returns a number that changes with the plugin's text or bytes (FNV-1a), so that two versions of one
  /// plugin get different names.
  ///
  /// - Throws: `FileError`.
  func fingerprint(withTests: Bool) throws -> UInt64 {
    var hash = FNV1a()
    for file in (isLibrary ? [path] : sources) + (withTests ? tests : []) {
      hash.add(file.utf8)
      hash.add(try FileSystem.bytes(of: file))
    }
    return hash.value
  }
}
