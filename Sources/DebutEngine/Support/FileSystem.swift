import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files and folders, by the system's own calls.
package enum FileSystem {
  /// The kinds of what a path may lead to.
  enum Kind { case file, folder, nothing }

  /// Returns what a path leads to, links followed.
  static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// Returns the bytes of a whole file. - Throws: `FileError`.
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

  /// Writes a file, in place of one that is there. - Throws: `FileError`.
  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    guard let file = fopen(path, "wb") else { throw failure(path) }
    let bytes = Array(bytes)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw failure(path) }
  }

  /// Returns the names in a folder, sorted; hidden ones left out. - Throws: `FileError`.
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

  /// Makes a folder. - Throws: `FileError`.
  static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o777) == 0 else { throw failure(path) }
  }

  /// Makes a folder unless there is one; of several callers at once none fails.
  ///
  /// - Parameters:
  ///   - path: the folder; the one above it must exist.
  ///   - mode: the permissions of a new folder, less the process's mask.
  /// - Throws: `FileError` if it cannot be made, or something else has its name.
  package static func ensureFolder(_ path: String, mode: mode_t = 0o777) throws {
    guard mkdir(path, mode) != 0 else { return }
    let reason = failure(path)
    // Asked afterwards: between a question and `mkdir` another process could make it.
    guard kind(of: path) == .folder else { throw reason }
  }

  /// Returns a path without links and dots; the path itself if there is nothing at it.
  package static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Splits a path into its last component and the folder that contains it.
  static func split(_ path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  /// The path of the running program, links resolved.
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

  /// Returns the error of the system call that failed last.
  static func failure(_ path: String) -> FileError {
    FileError(path: path, reason: String(cString: strerror(errno)).lowercased())
  }
}
