#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of standard input, of a pipe or a socket, which can be read once.
enum PipeBytes {
  /// The path that means standard input.
  static let standardInput = "-"

  /// Bytes that are read at once.
  private static let piece = 1 << 20
  /// The milliseconds between two checks for a stop request while nothing comes.
  private static let patience: Int32 = 50

  /// Returns true if a path is one to read as a pipe: standard input, unless it is a file, or a pipe by name.
  static func isPipe(_ path: String) -> Bool {
    var status = stat()
    let code = path == standardInput ? fstat(STDIN_FILENO, &status) : stat(path, &status)
    guard code == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind == S_IFIFO || kind == S_IFSOCK || path == standardInput && kind == S_IFREG
  }

  /// Reads to the end.
  ///
  /// - Throws: `DataError.unreadable`, `.tooBig`, `.interrupted`.
  static func read(_ path: String, limit: Int, stop: StopRequest) throws -> GrowingBytes {
    let isStandard = path == standardInput
    let descriptor = isStandard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { if !isStandard { close(descriptor) } }
    let bytes = try GrowingBytes(for: path, limit: limit)
    while true {
      try wait(descriptor, stop)
      var code: Int32 = 0
      let got = try bytes.append(upTo: piece) { memory in
        let got = Self.read(descriptor, memory)
        if got < 0 { code = errno }
        return max(got, 0)
      }
      if code == EINTR || code == EAGAIN { continue }
      guard code == 0 else { throw unreadable(path, code) }
      if got == 0 { return bytes }
    }
  }

  private static func read(_ descriptor: Int32, _ memory: UnsafeMutableRawPointer) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, memory, piece)
    #elseif canImport(Musl)
      Musl.read(descriptor, memory, piece)
    #else
      Glibc.read(descriptor, memory, piece)
    #endif
  }

  /// Waits until there are bytes, or the end.
  private static func wait(_ descriptor: Int32, _ stop: StopRequest) throws {
    while true {
      try stop.check()
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let code = poll(&entry, 1, patience)
      // A signal ends the call, and may be the request to stop. Another failure is met again by reading.
      if code > 0 || code < 0 && errno != EINTR { return }
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> DataError {
    .unreadable(path: path, reason: String(cString: strerror(code)))
  }
}
