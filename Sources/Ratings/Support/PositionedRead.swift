#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads bytes of an open file at a place. Threads may read one file at once.
package enum PositionedRead {
  /// The failure of a file that ends early; no code of the system is negative.
  package static let tooShort: Int32 = -1

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
