#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is written beside its final place and moved there when it is complete: a crash leaves
/// the old file or the new one.
package struct AtomicFile {
  private var buffer: [UInt8] = []
  private let descriptor: Int32
  private var failure: Int32 = 0

  /// Creates or replaces the file at `path` by what `body` writes.
  ///
  /// - Parameter check: asked for its opinion on the path of the file that was written, before it takes
  ///   its place.
  /// - Throws: `EngineError.cannotWrite` with the system's reason, and what `check` throws; `path` is
  ///   unchanged then.
  package static func write(
    to path: String, check: (String) throws -> Void = { _ in },
    _ body: (inout AtomicFile) -> Void
  ) throws {
    let temporary = "\(path).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw error(path, errno) }
    var file = AtomicFile(descriptor: descriptor)
    do {
      body(&file)
      try file.finish(path)
      try check(temporary)
      guard rename(temporary, path) == 0 else { throw error(path, errno) }
      syncFolder(of: path)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    buffer.reserveCapacity(Self.capacity)
  }

  private static let capacity = 1 << 16

  package mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.capacity { flush() }
  }

  package mutating func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { write($0) }
  }

  /// Many bytes at once are written without being copied.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count >= Self.capacity {
      flush()
      flush(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.capacity { flush() }
    }
  }

  private mutating func flush() {
    let full = buffer
    full.withUnsafeBytes { flush($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func flush(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count, failure == 0, let base = bytes.baseAddress {
      let written = posixWrite(descriptor, base + done, bytes.count - done)
      if written < 0 { if errno != EINTR { failure = errno } } else { done += written }
    }
  }

  private mutating func finish(_ path: String) throws {
    flush()
    if failure == 0, fsync(descriptor) != 0, errno != EINVAL { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else { throw Self.error(path, failure) }
  }

  /// The move itself is on the disk when the folder is. A refusal changes nothing: the file is whole.
  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  private static func error(_ path: String, _ code: Int32) -> EngineError {
    .cannotWrite(path: path, reason: String(cString: strerror(code)).lowercased())
  }
}

/// The system's `write`, which the methods of this name hide.
private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}
