#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads bytes of a plain file at a place. Threads may read one file at once.
package enum PositionedRead {
  /// The failure of a file that ends early; no code of the system is negative.
  package static let tooShort: Int32 = -1

  /// Opens a plain file for reading; returns a negative number if there is none.
  ///
  /// Nothing else is opened, not even to look at it: a pipe that is opened and closed again is lost, with what was
  /// written to it, and the signal of a broken pipe ends the program that writes to it.
  package static func open(_ path: String) -> Int32 {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return -1 }
    #if canImport(Glibc)
      return Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #elseif canImport(Musl)
      return Musl.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #else
      return Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #endif
  }

  /// Fills memory with the bytes from a place on; returns 0, the system's code, or `tooShort`.
  package static func fill(
    _ target: UnsafeMutableRawBufferPointer, from descriptor: Int32, at place: Int
  ) -> Int32 {
    var done = 0
    while done < target.count, let base = target.baseAddress {
      let got = pread(descriptor, base + done, target.count - done, off_t(place + done))
      if got > 0 {
        done += got
      } else if got == 0 || errno != EINTR {
        return got == 0 ? tooShort : errno
      }
    }
    return 0
  }
}
