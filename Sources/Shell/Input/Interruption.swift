import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C: the handler sets a flag, and whoever works looks at it.
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  /// Whether the user asked to stop since `clear`.
  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  static func clear() { flag.store(false, ordering: .relaxed) }

  static func request() { flag.store(true, ordering: .relaxed) }

  /// From now on SIGINT only sets the flag; system calls that wait are interrupted by it.
  static func listen() {
    // Touched before the handler can run: making the flag is not safe within one.
    clear()
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = { _ in Interruption.request() }
    #else
      action.__sigaction_u.__sa_handler = { _ in Interruption.request() }
    #endif
    sigemptyset(&action.sa_mask)
    action.sa_flags = 0
    sigaction(SIGINT, &action, nil)
    // Whoever started the program may have blocked the signal in the thread that did.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
