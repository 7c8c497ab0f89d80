#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Calls of the system on open files.
package enum Descriptor {
  /// Writes a whole text; returns the system's code if that fails.
  package static func write(_ text: String, to file: Int32) -> Int32? {
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

  /// Closes a file; returns the system's code if that fails.
  package static func close(_ file: Int32) -> Int32? { posixClose(file) == 0 ? nil : errno }
}

private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}

private func posixClose(_ file: Int32) -> Int32 { close(file) }
