#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A pipe to or from another program, which inherits the end that it is given and no other.
package final class ChildPipe {
  /// The end that is read from.
  package private(set) var start: Int32
  /// The end that is written to.
  package private(set) var end: Int32

  /// Opens a pipe.
  ///
  /// - Throws: `ChildProcess.Failure`.
  package init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ChildProcess.Failure(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (start, end) = (ends[0], ends[1])
  }

  /// Lets more bytes be on their way, so that both sides wait less often. The system may refuse.
  package func widen(to size: Int) {
    #if os(Linux)
      // F_SETPIPE_SZ, which the C library has among its extensions alone.
      _ = fcntl(start, 1031, Int32(clamping: size))
    #endif
  }

  deinit {
    closeStart()
    closeEnd()
  }

  /// Closes the end that is read from.
  package func closeStart() {
    if start >= 0 { close(start) }
    start = -1
  }

  /// Closes the end that is written to.
  package func closeEnd() {
    if end >= 0 { close(end) }
    end = -1
  }
}
