import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lines of earlier sessions, in a file that only its owner may read.
///
/// Only a regular file is touched; `objection` tells of any other. Other errors are silent: a
/// session without history is a session all the same.
struct HistoryFile {
  let path: String
  /// Lines kept.
  static let limit = 1_000
  /// Bytes read from the end of the file.
  private static let bytesRead = 1 << 20

  init(path: String) { self.path = path }

  /// Returns the file of `DEBUT_HISTORY`, or `~/.debut_history`; nil if the variable is empty or
  /// there is no home.
  static func standard() -> HistoryFile? {
    let path = Environment["DEBUT_HISTORY"] ?? Environment.expanding("~/.debut_history")
    return path.isEmpty || path.hasPrefix("~") ? nil : HistoryFile(path: path)
  }

  /// The reason why the file is left alone; nil if it is a regular one, or none yet.
  var objection: String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return nil }
    return "lines are not remembered: \(path) is not a regular file"
  }

  /// Returns the last lines, oldest first. A file that has grown to twice the limit is cut to it.
  func load() -> [String] {
    guard let text = read() else { return [] }
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let kept = Array(lines.suffix(Self.limit))
    if lines.count >= 2 * Self.limit { replace(by: kept) }
    return kept
  }

  /// Adds a line at the end.
  func append(_ line: String) {
    guard isRegularOrMissing else { return }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    guard Self.isRegular(file) else { return }
    // Files of an older date may be open to others.
    fchmod(file, 0o600)
    Self.write(line + "\n", to: file)
  }

  private var isRegularOrMissing: Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return errno == ENOENT }
    return status.st_mode & S_IFMT == S_IFREG
  }

  private static func isRegular(_ file: Int32) -> Bool {
    var status = stat()
    return fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func read() -> String? {
    guard isRegularOrMissing else { return nil }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard Self.isRegular(file) else { return nil }
    let size = lseek(file, 0, SEEK_END)
    lseek(file, max(0, size - off_t(Self.bytesRead)), SEEK_SET)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < Self.bytesRead {
      let count = posixRead(file, &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes a new file beside the old one and moves it there.
  private func replace(by lines: [String]) {
    // A symbolic link stays one: what it leads to is replaced.
    guard let resolved = realpath(path, nil) else { return }
    defer { free(resolved) }
    let path = String(cString: resolved)
    let temporary = "\(path).\(getpid()).part"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWritten = Self.write(lines.map { $0 + "\n" }.joined(), to: file)
    close(file)
    if !isWritten || rename(temporary, path) != 0 { unlink(temporary) }
  }

  @discardableResult
  private static func write(_ text: String, to file: Int32) -> Bool {
    let bytes = Array(text.utf8)
    return posixWrite(file, bytes, bytes.count) == bytes.count
  }
}

/// Calls of the system, which methods of these names hide.
private func posixRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(file, bytes, count)
}

private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}
