#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Standard input, output and error.
enum StandardFiles {
  /// Opens those that are closed on the null device. Otherwise the next file that is opened would take
  /// their number, and get messages and answers that are not its own.
  static func open() {
    while true {
      let file = posixOpen("/dev/null", O_RDWR)
      guard file >= 0 else { return }
      guard file > STDERR_FILENO else { continue }
      close(file)
      return
    }
  }
}

/// Calls the system's `open`, which the method of this name hides.
private func posixOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
