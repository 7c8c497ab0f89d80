import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C and SIGTERM: the handlers set flags, and the running work looks at them.
///
/// A second Ctrl-C within a second ends the program: at the prompt the reader of lines sees to
/// that; during other work the handler itself, however long the work would take to look.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let repeated = Atomic<Bool>(false)
  private static let terminated = Atomic<Bool>(false)
  private static let prompting = Atomic<Bool>(false)
  private static let deaf = Atomic<Bool>(false)
  /// The time of the last Ctrl-C, in nanoseconds of the monotonic clock.
  private static let lastPress = Atomic<UInt64>(0)
  private static var second: UInt64 { 1_000_000_000 }

  /// True if Ctrl-C was pressed since `clear`, or SIGTERM came at any time.
  static var isRequested: Bool { requested.load(ordering: .relaxed) || isTermination }

  /// True if Ctrl-C was pressed twice within a second.
  static var isRepeated: Bool { repeated.load(ordering: .relaxed) }

  /// True if SIGTERM came.
  static var isTermination: Bool { terminated.load(ordering: .relaxed) }

  /// Forgets a request to stop; one to end stays.
  static func clear() { requested.store(false, ordering: .relaxed) }

  static func request() { requested.store(true, ordering: .relaxed) }

  /// Runs `body`, which waits for a line: a second Ctrl-C is the line reader's to see.
  static func atPrompt<Result>(_ body: () -> Result) -> Result {
    prompting.store(true, ordering: .relaxed)
    defer { prompting.store(false, ordering: .relaxed) }
    return body()
  }

  /// Runs `body` while Ctrl-C is for another program, such as the pager.
  static func unheard<Result>(_ body: () -> Result) -> Result {
    deaf.store(true, ordering: .relaxed)
    defer { deaf.store(false, ordering: .relaxed) }
    return body()
  }

  /// Lets SIGINT and SIGTERM only set flags from now on; they interrupt system calls that wait. A
  /// second SIGTERM ends the program as it does any other.
  static func listen() {
    // Touched before a handler can run: making them within one is not safe.
    clear()
    repeated.store(false, ordering: .relaxed)
    terminated.store(false, ordering: .relaxed)
    prompting.store(false, ordering: .relaxed)
    deaf.store(false, ordering: .relaxed)
    lastPress.store(0, ordering: .relaxed)
    Signals.prepare()
    Signals.handle(SIGINT) { _ in
      Interruption.press()
      Signals.wake()
    }
    Signals.handle(SIGTERM, once: true) { _ in
      Interruption.terminated.store(true, ordering: .relaxed)
      Signals.wake()
    }
  }

  private static func press() {
    guard !deaf.load(ordering: .relaxed) else { return }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let time = UInt64(now.tv_sec) &* second &+ UInt64(now.tv_nsec)
    let before = lastPress.exchange(time, ordering: .relaxed)
    request()
    guard before > 0, time &- before < second else { return }
    repeated.store(true, ordering: .relaxed)
    guard !prompting.load(ordering: .relaxed) else { return }
    write(STDERR_FILENO, "\n", 1)
    _exit(ExitStatus.interrupted.rawValue)
  }
}
