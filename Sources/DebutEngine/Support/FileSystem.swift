import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files and folders of plugins, by the system's own calls.
enum FileSystem {
  enum Kind { case file, folder, nothing }

  static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// The whole file. - Throws: `PluginError.fileFailed`.
  static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw failure(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    guard ferror(file) == 0 else { throw failure(path) }
    return bytes
  }

  /// - Throws: `PluginError.fileFailed`.
  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    guard let file = fopen(path, "wb") else { throw failure(path) }
    let bytes = Array(bytes)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw failure(path) }
  }

  /// The names in a folder, sorted; hidden ones left out. - Throws: `PluginError.fileFailed`.
  static func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// - Throws: `PluginError.fileFailed`.
  static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o777) == 0 else { throw failure(path) }
  }

  /// Without links and dots; the path itself where nothing is there.
  static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The last component, and the folder that it is in.
  static func split(_ path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  /// Where the running program lies, links resolved.
  static var executable: String {
    #if canImport(Darwin)
      var count = UInt32(PATH_MAX)
      var buffer = [CChar](repeating: 0, count: Int(count))
      guard _NSGetExecutablePath(&buffer, &count) == 0 else {
        return resolved(CommandLine.arguments[0])
      }
      return resolved(
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    #else
      return resolved("/proc/self/exe")
    #endif
  }

  static func failure(_ path: String) -> PluginError {
    .fileFailed(path: path, reason: String(cString: strerror(errno)).lowercased())
  }
}

/// A folder for a short while, such as one run of the compiler, which nobody else may look into; gone
/// when the value is.
package final class TemporaryFolder {
  package let path: String

  /// - Throws: `PluginError.fileFailed`.
  package init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/debut-plugin-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileSystem.failure(base) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in (try? FileSystem.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
