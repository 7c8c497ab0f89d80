import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lines of a file, a pipe or standard input.
///
/// Lines end in LF or CRLF, the last one may have no end. Bytes that are not UTF-8 become U+FFFD, a
/// byte-order mark at the start is dropped.
final class FileLineReader: LineReader {
  /// The longest line, in bytes: no command is longer, and memory is not to be filled.
  static let longestLine = 1 << 20

  private let descriptor: Int32
  private let isOwned: Bool
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var isFirst = true

  /// Opens a file.
  ///
  /// - Throws: `ShellError.cannotRead`.
  init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    isOwned = true
    guard descriptor >= 0 else { throw Self.error(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.error(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.error(path, EISDIR) }
  }

  /// Reads an open file, and leaves it open.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit { if isOwned, descriptor >= 0 { close(descriptor) } }

  func next() -> LineRead {
    var line: [UInt8] = []
    var isTooLong = false
    while true {
      if let end = buffer[position...].firstIndex(of: 0x0A) {
        append(buffer[position..<end], to: &line, &isTooLong)
        position = end + 1
        return finish(line, isTooLong)
      }
      append(buffer[position...], to: &line, &isTooLong)
      switch fill() {
      case .more: break
      case .interrupted: return .interrupted
      case .end: return line.isEmpty && !isTooLong ? .end : finish(line, isTooLong)
      }
    }
  }

  private func append(_ bytes: ArraySlice<UInt8>, to line: inout [UInt8], _ isTooLong: inout Bool) {
    if line.count + bytes.count > Self.longestLine {
      isTooLong = true
      line.removeAll()
    }
    if !isTooLong { line += bytes }
  }

  private func finish(_ line: [UInt8], _ isTooLong: Bool) -> LineRead {
    defer { isFirst = false }
    if isTooLong { return .tooLong(limit: Self.longestLine) }
    var bytes = line[...]
    if bytes.last == 0x0D { bytes.removeLast() }
    if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    return .line(String(decoding: bytes, as: UTF8.self))
  }

  private enum Fill { case more, interrupted, end }

  private func fill() -> Fill {
    position = 0
    buffer.removeAll(keepingCapacity: true)
    guard !isAtEnd else { return .end }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      if count > 0 {
        buffer += bytes[..<count]
        return .more
      }
      if count < 0, errno == EINTR {
        if Interruption.isRequested { return .interrupted }
      } else {
        isAtEnd = true
        return .end
      }
    }
  }

  private static func error(_ path: String, _ code: Int32) -> ShellError {
    .cannotRead(path: path, reason: String(cString: strerror(code)).lowercased())
  }
}
