import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A lock on a folder, for as long as the object lives. Processes of one machine respect it; a killed
/// process leaves none behind.
package final class FolderLock {
  /// The kinds of lock.
  package enum Kind {
    /// Nobody else has a lock.
    case exclusive
    /// Others may have shared locks too.
    case shared

    fileprivate var operation: Int32 { self == .exclusive ? LOCK_EX : LOCK_SH }
  }

  /// False if the file system has no locks on folders.
  package let isHeld: Bool
  private let descriptor: Int32
  /// Milliseconds between two attempts.
  private static let pause: UInt32 = 10

  /// Waits for the lock.
  ///
  /// - Parameters:
  ///   - patience: the time to wait while others have the folder locked.
  ///   - isCancelled: called between attempts; true ends the wait.
  /// - Throws: `FileError` if the folder cannot be opened, or stays locked.
  package init(
    _ folder: String, _ kind: Kind, patience: Duration = .seconds(60),
    isCancelled: () -> Bool = { false }
  ) throws {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystem.failure(folder) }
    let clock = ContinuousClock()
    let end = clock.now + patience
    while flock(descriptor, kind.operation | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        isHeld = false
        return
      }
      guard clock.now < end, !isCancelled() else {
        close(descriptor)
        throw FileError(path: folder, reason: "another process has it locked")
      }
      usleep(Self.pause * 1000)
    }
    isHeld = true
  }

  deinit {
    // Closing alone would leave it locked while a child process, just made, has a copy open.
    if isHeld { flock(descriptor, LOCK_UN) }
    close(descriptor)
  }
}
