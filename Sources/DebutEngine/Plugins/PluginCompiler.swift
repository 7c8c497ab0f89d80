import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Compiles a plugin's sources to a library.
///
/// The library leaves the engine's symbols undefined and binds to the host's own copy when it is
/// opened. A copy of its own would have types of its own, and every cast would fail.
struct PluginCompiler {
  /// The constants that generated entry points call.
  enum Entry: CaseIterable {
    /// The constant `plugin`, a `Plugin`.
    case plugin
    /// The constant `tests`, which the conformance kit defines.
    case tests

    /// The name in the library.
    var symbol: String {
      switch self {
      case .plugin: "debut_plugin_register"
      case .tests: "debut_plugin_test"
      }
    }

    /// The name in the sources.
    var constant: String {
      switch self {
      case .plugin: "plugin"
      case .tests: "tests"
      }
    }

    fileprivate var imports: String {
      switch self {
      case .plugin: "import Debut"
      case .tests: "import DebutConformance"
      }
    }
  }

  private let compiler: String
  private let modules: EngineModules

  /// - Throws: `PluginError.noCompiler`, `.noModules`.
  init() throws {
    guard let compiler = Self.search("swiftc") else { throw PluginError.noCompiler }
    self.compiler = compiler
    modules = try EngineModules(of: FileSystem.executable)
  }

  private static func search(_ program: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(program)" }
      .first { access($0, X_OK) == 0 && FileSystem.kind(of: $0) == .file }
  }

  /// Compiles the sources into `library`.
  ///
  /// - Throws: `PluginError.doesNotCompile`, `.noEntryPoint`, `.interrupted`, `FileError`.
  func compile(
    _ source: PluginSource, withTests: Bool, in folder: TemporaryFolder, to library: String
  )
    throws
  {
    let entries: [Entry] = withTests && source.hasTests ? [.plugin, .tests] : [.plugin]
    var glue: [String] = []
    for entry in entries {
      let file = "\(folder.path)/Entry_\(entry.constant).swift"
      try FileSystem.write(Self.text(of: entry).utf8, to: file)
      glue.append(file)
    }
    let module = Self.moduleName(source.name, try source.fingerprint(withTests: withTests))
    let files = source.sources + (withTests ? source.tests : [])
    let run = try run(files + glue, module: module, library: library, log: "\(folder.path)/log")
    if run.status == SIGINT { throw PluginError.interrupted(path: source.path) }
    guard run.status != 0 else { return }
    let errors = run.messages.split(whereSeparator: \.isNewline).filter {
      $0.contains(": error: ")
    }
    if !errors.isEmpty, errors.allSatisfy({ $0.hasPrefix(folder.path) }) {
      throw PluginError.noEntryPoint(path: source.path, isLibrary: false)
    }
    throw PluginError.doesNotCompile(path: source.path, messages: run.messages)
  }

  /// Returns the source of an entry point. C linkage gives it a plain name; the stamp is text, which is
  /// found without opening the library.
  private static func text(of entry: Entry) -> String {
    #if compiler(>=6.3)
      let attribute = "@c(\(entry.symbol))"
    #else
      let attribute = "@_cdecl(\"\(entry.symbol)\")"
    #endif
    let stamp =
      entry == .plugin
      ? "public let debutPluginStamp: StaticString = \"\(PluginStamp.current.mark)\"\n" : ""
    return """
      // Written when the plugin was compiled.
      \(entry.imports)

      \(stamp)\(attribute) public func \(entry.symbol)(_ context: UnsafeMutableRawPointer) {
        \(entry.constant).enter(context)
      }

      """
  }

  /// Returns a name that differs between two versions of one plugin, whose types live side by side in one
  /// process.
  private static func moduleName(_ name: String, _ fingerprint: UInt64) -> String {
    let word = name.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        ? Character(scalar) : "_"
    }
    return "Plugin_\(String(word))_\(FNV1a.digits(fingerprint))"
  }

  // MARK: The compiler's process

  private func run(_ files: [String], module: String, library: String, log: String) throws -> (
    status: Int32, messages: String
  ) {
    var words = [
      compiler, "-swift-version", "6", "-parse-as-library", "-emit-library", "-O",
      "-whole-module-optimization", "-diagnostic-style", "llvm", "-module-name", module,
      "-I", modules.modules,
    ]
    words += modules.maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    #if canImport(Darwin)
      words += ["-Xlinker", "-undefined", "-Xlinker", "dynamic_lookup"]
    #endif
    words += files + ["-o", library]
    let status = try Self.spawn(words, log: log)
    return (status, String(decoding: (try? FileSystem.bytes(of: log)) ?? [], as: UTF8.self))
  }

  /// Runs a program to its end, with its output in the file `log`.
  ///
  /// - Returns: the exit status, or the number of the signal that ended it.
  private static func spawn(_ words: [String], log: String) throws -> Int32 {
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { for file in [input, output] where file >= 0 { close(file) } }
    guard input >= 0, output >= 0 else { throw FileSystem.failure(log) }
    do {
      let child = try ChildProcess(words, files: [input, output, output])
      guard let status = child.wait() else { throw FileSystem.failure(words[0]) }
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : signal
    } catch let failure as ChildProcess.Failure {
      throw FileError(
        path: words[0], reason: String(cString: strerror(failure.code)).lowercased())
    }
  }
}
