#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Small files as a whole.
enum TextFile {
  /// Returns a file's bytes.
  ///
  /// - Throws: `ShellError.cannotRead`, also for a file of more than `limit` bytes.
  static func read(_ path: String, limit: Int) throws -> [UInt8] {
    func refusal(_ code: Int32) -> ShellError {
      .cannotRead(path: path, reason: String(cString: strerror(code)).lowercased())
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw refusal(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { posixRead(descriptor, $0) }
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw refusal(errno)
      }
      bytes += piece[..<count]
      guard bytes.count <= limit else {
        throw ShellError.cannotRead(
          path: path, reason: "it is longer than \(NumberText.bytes(limit))")
      }
    }
  }
}

/// Calls the system's `read`, which the method of this name hides.
private func posixRead(_ file: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
  read(file, bytes.baseAddress, bytes.count)
}
