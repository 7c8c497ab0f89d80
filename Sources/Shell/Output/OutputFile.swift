import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that answers are written to, each as soon as it is there.
///
/// What the file held is gone with the first answer, not before: who names the wrong file and turns
/// back has lost nothing. Only a regular file is written to.
final class OutputFile {
  /// As the user named it.
  let path: String
  private var descriptor: Int32
  private var isEmptied = false

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

  /// - Throws: `ShellError.cannotWrite`.
  func write(_ text: String) throws {
    if !isEmptied {
      guard ftruncate(descriptor, 0) == 0 else { throw Self.error(path, errno) }
      isEmptied = true
    }
    if let code = Descriptor.write(text, to: descriptor) { throw Self.error(path, code) }
  }

  /// - Throws: `ShellError.cannotWrite` where the system says only now that it could not.
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

/// The system's calls on open files, which methods of these names hide.
enum Descriptor {
  /// Writes a whole text; returns the system's code where that fails.
  static func write(_ text: String, to file: Int32) -> Int32? {
    let bytes = Array(text.utf8)
    var done = 0
    return bytes.withUnsafeBytes { buffer in
      while done < buffer.count, let base = buffer.baseAddress {
        let written = posixWrite(file, base + done, buffer.count - done)
        if written >= 0 {
          done += written
        } else if errno == EAGAIN {
          var wait = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }

  /// Closes a file; returns the system's code where that fails.
  static func close(_ file: Int32) -> Int32? { posixClose(file) == 0 ? nil : errno }
}

private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}

private func posixClose(_ file: Int32) -> Int32 { close(file) }
