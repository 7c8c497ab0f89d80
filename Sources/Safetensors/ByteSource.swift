#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A known number of bytes, of a file or in memory, that are read piece by piece.
final class ByteSource {
  /// Bytes of the source.
  let count: Int
  private let descriptor: Int32
  private let bytes: [UInt8]

  /// Opens a file.
  ///
  /// - Throws: `SafetensorsError.unreadable`, `.notAFile`.
  init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    bytes = []
    guard descriptor >= 0 else { throw Self.unreadable(errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw Self.unreadable(code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw SafetensorsError.notAFile
    }
    count = Int(status.st_size)
  }

  init(_ bytes: [UInt8]) {
    descriptor = -1
    self.bytes = bytes
    count = bytes.count
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// - Throws: `SafetensorsError.unreadable`; `.wrongLength` if the file has become shorter.
  /// - Precondition: the bytes lie within the source.
  func read(from offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
    precondition(
      offset >= 0 && target.count <= count && offset <= count - target.count,
      "only bytes of the source can be read")
    guard descriptor >= 0 else {
      bytes.withUnsafeBytes { source in
        target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + target.count]))
      }
      return
    }
    var done = 0
    while done < target.count, let base = target.baseAddress {
      let got = pread(descriptor, base + done, target.count - done, off_t(offset + done))
      if got < 0 {
        guard errno == EINTR else { throw Self.unreadable(errno) }
      } else if got == 0 {
        throw SafetensorsError.wrongLength(bytes: offset + done, expected: count)
      } else {
        done += got
      }
    }
  }

  private static func unreadable(_ code: Int32) -> SafetensorsError {
    .unreadable(reason: String(cString: strerror(code)).lowercased())
  }
}
