#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that answers are written to, each as soon as it is there.
///
/// Its old contents go with the first answer, not before: a user who names the wrong file and turns
/// back has lost nothing. Only a regular file is written to.
final class OutputFile {
  /// The path as the user typed it.
  let path: String
  private var descriptor: Int32
  private var isEmptied = false

  /// Opens or creates a file.
  ///
  /// - Throws: `ShellError.cannotWrite`, `.badValue` for no path.
  init(path: String) throws {
    guard !path.isEmpty else {
      throw ShellError.badValue(what: "the file", value: path, expected: "a path")
    }
    self.path = path
    let expanded = Environment.expanding(path)
    var status = stat()
    // Opening a device or a pipe may do something already.
    if stat(expanded, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw ShellError.cannotWrite(
        path: path, reason: isFolder ? "it is a folder" : "it is not a regular file")
    }
    descriptor = open(expanded, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw Self.error(path, errno) }
  }

  deinit { if descriptor >= 0 { _ = closeDescriptor() } }

  /// Appends a text, after emptying the file at the first call.
  ///
  /// - Throws: `ShellError.cannotWrite`.
  func write(_ text: String) throws {
    if !isEmptied {
      guard ftruncate(descriptor, 0) == 0 else { throw Self.error(path, errno) }
      isEmptied = true
    }
    if let code = Descriptor.write(text, to: descriptor) { throw Self.error(path, code) }
  }

  /// Closes the file.
  ///
  /// - Throws: `ShellError.cannotWrite` if the system reports only now that writing failed.
  func close() throws {
    if let code = closeDescriptor() { throw Self.error(path, code) }
  }

  private func closeDescriptor() -> Int32? {
    defer { descriptor = -1 }
    return Descriptor.close(descriptor)
  }

  private static func error(_ path: String, _ code: Int32) -> ShellError {
    .cannotWrite(path: path, reason: String(cString: strerror(code)).lowercased())
  }
}
