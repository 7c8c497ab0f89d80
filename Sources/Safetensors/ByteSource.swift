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
  /// The time of the last change when the file was opened.
  private let changed: timespec
  private let shouldStop: () -> Bool

  /// The bytes that are read between two looks at `shouldStop`: some milliseconds' worth.
  private static var piece: Int { 1 << 24 }

  /// Opens a file.
  ///
  /// - Parameter shouldStop: called before every 16 MiB that are read.
  /// - Throws: `SafetensorsError.unreadable`, `.notAFile`.
  init(path: String, shouldStop: @escaping () -> Bool = { false }) throws {
    self.shouldStop = shouldStop
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
    changed = Self.time(status)
  }

  init(_ bytes: [UInt8]) {
    descriptor = -1
    self.bytes = bytes
    changed = timespec()
    shouldStop = { false }
    count = bytes.count
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// - Throws: `SafetensorsError.unreadable`; `.changed` if the file has become shorter; `.interrupted`.
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
      guard !shouldStop() else { throw SafetensorsError.interrupted }
      let got = pread(
        descriptor, base + done, min(target.count - done, Self.piece), off_t(offset + done))
      if got < 0 {
        guard errno == EINTR else { throw Self.unreadable(errno) }
      } else if got == 0 {
        throw SafetensorsError.changed
      } else {
        done += got
      }
    }
  }

  /// Compares the file with what it was when it was opened.
  ///
  /// - Throws: `SafetensorsError.changed`, `.unreadable`.
  func check() throws {
    guard descriptor >= 0 else { return }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(errno) }
    let now = Self.time(status)
    guard
      Int(status.st_size) == count, now.tv_sec == changed.tv_sec, now.tv_nsec == changed.tv_nsec
    else { throw SafetensorsError.changed }
  }

  private static func time(_ status: stat) -> timespec {
    #if canImport(Darwin)
      status.st_mtimespec
    #else
      status.st_mtim
    #endif
  }

  private static func unreadable(_ code: Int32) -> SafetensorsError {
    .unreadable(reason: String(cString: strerror(code)).lowercased())
  }
}
