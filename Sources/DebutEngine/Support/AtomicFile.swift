import Debut

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
  private let syncs: () -> Bool
  /// The bytes written since the disk had all.
  private var unsynced = 0

  /// Creates or replaces the file at `path` by what `body` writes. If `path` is a symbolic link, the file
  /// that it leads to is replaced. Devices, pipes, sockets and folders are refused.
  ///
  /// - Parameters:
  ///   - path: the place of the file.
  ///   - check: called with the path of the file that was written, before it takes its place; may throw to
  ///     refuse it.
  ///   - syncs: asked before each wait for the disk; false leaves it out: such a file outlives this process,
  ///     and perhaps not the machine.
  ///   - body: writes the contents.
  /// - Throws: `EngineError.cannotWrite` with the system's reason, and what `check` and `body` throw; `path` is
  ///   unchanged then.
  package static func write(
    to path: String, check: (String) throws -> Void = { _ in },
    syncs: @escaping () -> Bool = { true }, _ body: (inout AtomicFile) throws -> Void
  ) throws {
    let place = try place(of: path)
    removeLeftovers(of: place)
    let temporary = temporaryPath(of: place)
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw error(path, errno) }
    // If a file system has no locks, the process's number alone shows that it is being written.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    // The lock lasts until the file is in its place, and so beyond the closing.
    let lock = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    defer {
      if lock >= 0 {
        // Closing alone would leave it locked while a child process, just made, has a copy open.
        flock(lock, LOCK_UN)
        close(lock)
      }
    }
    var file = AtomicFile(descriptor: descriptor, syncs: syncs)
    do {
      do {
        try body(&file)
      } catch {
        posixClose(descriptor)
        throw error
      }
      try file.finish(path)
      try check(temporary)
      guard rename(temporary, place) == 0 else { throw error(path, errno) }
      if syncs() { syncFolder(of: place) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Returns the path that the file takes. What is no file is refused, because a move would replace it, be it
  /// a disk.
  private static func place(of path: String) throws -> String {
    var status = stat()
    // A path without a status is new, or cannot be written either.
    guard lstat(path, &status) == 0 else { return path }
    var place = path
    if status.st_mode & S_IFMT == S_IFLNK {
      guard let target = realpath(path, nil) else {
        throw refusal(path, "it is a symbolic link that leads nowhere")
      }
      defer { free(target) }
      place = String(cString: target)
      guard lstat(place, &status) == 0 else { throw error(path, errno) }
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return place
    case S_IFDIR: throw refusal(path, "it is a folder")
    case S_IFCHR, S_IFBLK: throw refusal(path, "it is a device")
    case S_IFIFO: throw refusal(path, "it is a pipe")
    case S_IFSOCK: throw refusal(path, "it is a socket")
    default: throw refusal(path, "it is not a file")
    }
  }

  private init(descriptor: Int32, syncs: @escaping () -> Bool) {
    self.descriptor = descriptor
    self.syncs = syncs
    buffer.reserveCapacity(Self.capacity)
  }

  private static let capacity = 1 << 16
  /// The bytes after which a file waits for the disk: some hundredths of a second's worth. If it waited at the
  /// end only, nothing could stop a long wait.
  private static let bytesOfSync = 1 << 25

  package mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.capacity { flush() }
  }

  package mutating func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { write($0) }
  }

  /// Writes bytes; many at once are not copied.
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
      if written < 0 {
        if errno != EINTR { failure = errno }
      } else {
        done += written
        unsynced += written
        if unsynced >= Self.bytesOfSync { sync() }
      }
    }
  }

  /// Waits until the disk has all that was written.
  private mutating func sync() {
    unsynced = 0
    guard syncs() else { return }
    if failure == 0, fsync(descriptor) != 0, errno != EINVAL { failure = errno }
  }

  private mutating func finish(_ path: String) throws {
    flush()
    sync()
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else { throw Self.error(path, failure) }
  }

  /// Flushes the folder, so that the move is on the disk. A failure changes nothing: the file is whole.
  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  private static func error(_ path: String, _ code: Int32) -> EngineError {
    refusal(path, String(cString: strerror(code)).lowercased())
  }

  private static func refusal(_ path: String, _ reason: String) -> EngineError {
    .cannotWrite(path: path, reason: reason)
  }
}

private func posixClose(_ file: Int32) { close(file) }

/// The system's `write`, which the methods of this name hide.
private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}
