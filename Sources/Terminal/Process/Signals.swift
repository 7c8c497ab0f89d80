import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Handlers of signals, and the pipe by which they wake a thread that waits for keys. No signal is
/// lost that comes just before the wait, or that another thread receives.
enum Signals {
  private static let readEnd = Atomic<Int32>(-1)
  private static let writeEnd = Atomic<Int32>(-1)

  /// The end of the pipe that becomes readable when a signal came; -1 before `prepare`.
  static var wakeup: Int32 { readEnd.load(ordering: .relaxed) }

  /// Makes the pipe.
  static func prepare() {
    guard wakeup < 0 else { return }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd.store(ends[0], ordering: .relaxed)
    writeEnd.store(ends[1], ordering: .relaxed)
  }

  /// Makes `wakeup` readable; called by handlers.
  static func wake() {
    let before = errno
    write(writeEnd.load(ordering: .relaxed), "!", 1)
    errno = before
  }

  /// Empties `wakeup`.
  static func drain() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(wakeup, &bytes, bytes.count) > 0 {}
  }

  /// Sets a signal's handler and lets the signal through.
  ///
  /// - Parameter once: whether the signal has its default effect again after that.
  static func handle(
    _ signal: Int32, once: Bool = false, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    sigemptyset(&action.sa_mask)
    action.sa_flags = once ? Int32(bitPattern: UInt32(SA_RESETHAND)) : 0
    sigaction(signal, &action, nil)
    // The program that started this one may have blocked the signal in its thread.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Gives a signal its default effect back.
  static func reset(_ signal: Int32) {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = SIG_DFL
    #else
      action.__sigaction_u.__sa_handler = SIG_DFL
    #endif
    sigaction(signal, &action, nil)
  }
}
