#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files as bytes in memory.
package enum FileBytes {
  package enum Kind { case file, folder, other, missing }

  /// Returns the kind of a path's target.
  package static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Returns the names of the files in a folder, in no order; none if it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// Calls `body` with the bytes of a file, valid until it returns. An empty file gives an empty buffer.
  ///
  /// - Throws: as `withContents`.
  package static func withBytes<Result>(
    of path: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    try withContents(of: path, plan: LoadPlan(threads: 1)) { try body($0.bytes) }
  }

  /// Calls `body` with the contents of a file, valid until it returns.
  ///
  /// - Throws: `DataError.missing`, `.notAFile`, `.unreadable`, `.changed`, `.interrupted`, and whatever
  ///   `body` throws.
  static func withContents<Result>(
    of path: String, plan: LoadPlan, _ body: (FileContents) throws -> Result
  ) throws -> Result {
    let contents = try FileContents(path: path, plan: plan)
    return try withExtendedLifetime(contents) { try body(contents) }
  }

  /// Returns a path with a leading `~/` replaced by the home folder and without slashes at its end.
  package static func normal(_ path: String) -> String {
    var path = path
    if path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") {
      path = String(cString: home) + path.dropFirst()
    }
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Returns the last component of a path; for `.` and `..` that of the resolved folder.
  package static func name(of path: String) -> String {
    func last(_ path: String) -> String {
      path.split(separator: "/").last.map(String.init) ?? path
    }
    let name = last(path)
    guard name == "." || name == "..", let resolved = realpath(path, nil) else { return name }
    defer { free(resolved) }
    return last(String(cString: resolved))
  }
}
