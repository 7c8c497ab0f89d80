import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C and SIGTERM: the handlers set flags, and the running work looks at them.
///
/// While something works, the handler itself says at once that it stops, and what a second Ctrl-C does:
/// end the program, however long the work would take to look. At the prompt Ctrl-C is the reader's of lines
/// alone, and ends nothing.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let terminated = Atomic<Bool>(false)
  private static let prompting = Atomic<Bool>(false)
  private static let deaf = Atomic<Bool>(false)
  /// True if messages go to a terminal.
  private static let isSeen = Atomic<Bool>(false)
  /// The time of the first Ctrl-C since `clear`, in nanoseconds of the monotonic clock; 0: there was none.
  private static let firstPress = Atomic<UInt64>(0)
  /// The time within which a second press is taken for the same one.
  private static var pause: UInt64 { 300_000_000 }
  private static let stopping: StaticString =
    "\r\u{1B}[Jstopping ...\nCtrl-C again leaves without saving\n"
  private static let leaving: StaticString = "\r\u{1B}[Jleft without saving\n"

  /// True if Ctrl-C was pressed since `clear`, or SIGTERM came at any time.
  static var isRequested: Bool { requested.load(ordering: .relaxed) || isTermination }

  /// True if SIGTERM came.
  static var isTermination: Bool { terminated.load(ordering: .relaxed) }

  /// Forgets a request to stop; one to end stays.
  static func clear() {
    requested.store(false, ordering: .relaxed)
    firstPress.store(0, ordering: .relaxed)
  }

  static func request() { requested.store(true, ordering: .relaxed) }

  /// Runs `body`, which waits for a line: Ctrl-C is the line reader's to see.
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
    isSeen.store(isatty(STDERR_FILENO) == 1, ordering: .relaxed)
    terminated.store(false, ordering: .relaxed)
    prompting.store(false, ordering: .relaxed)
    deaf.store(false, ordering: .relaxed)
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
    request()
    guard !prompting.load(ordering: .relaxed) else { return }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let time = UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
    let (isFirst, first) = firstPress.compareExchange(
      expected: 0, desired: time, ordering: .relaxed)
    if isFirst { return say(stopping) }
    guard time &- first > pause else { return }
    say(leaving)
    _exit(ExitStatus.interrupted.rawValue)
  }

  /// Writes a text to the terminal, as a handler may.
  private static func say(_ text: StaticString) {
    guard isSeen.load(ordering: .relaxed) else { return }
    let before = errno
    write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    errno = before
  }
}
