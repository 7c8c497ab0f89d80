import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Events of the terminal while a line is edited: Ctrl-Z, the return from it, a new size.
enum TerminalEvents {
  private static let suspension = Atomic<Bool>(false)
  private static let resumption = Atomic<Bool>(false)
  private static let resizing = Atomic<Bool>(false)

  /// Lets the three signals set flags while a line is edited.
  static func listen() {
    _ = (takeSuspension(), takeResumption(), takeResizing())
    Signals.handle(SIGTSTP) { _ in TerminalEvents.set(TerminalEvents.suspension) }
    Signals.handle(SIGCONT) { _ in TerminalEvents.set(TerminalEvents.resumption) }
    Signals.handle(SIGWINCH) { _ in TerminalEvents.set(TerminalEvents.resizing) }
  }

  /// Handles Ctrl-Z while a line of progress is on the terminal: wipes it off, with the `^Z` that
  /// the terminal showed, and stops the process. The next drawing begins on a line of its own.
  static func wipeOnSuspension() {
    Signals.handle(SIGTSTP) { _ in
      let before = errno
      write(STDERR_FILENO, "\r\u{1B}[J", 4)
      // Unlike SIGTSTP this needs no other handler, and leaves this one for the next time.
      kill(getpid(), SIGSTOP)
      errno = before
    }
  }

  /// Gives the three signals their default effect.
  static func ignore() { for signal in [SIGTSTP, SIGCONT, SIGWINCH] { Signals.reset(signal) } }

  static func takeSuspension() -> Bool { suspension.exchange(false, ordering: .relaxed) }

  static func takeResumption() -> Bool { resumption.exchange(false, ordering: .relaxed) }

  static func takeResizing() -> Bool { resizing.exchange(false, ordering: .relaxed) }

  /// Stops the process, as Ctrl-Z does without a handler; returns when it goes on.
  static func suspend() {
    Signals.reset(SIGTSTP)
    raise(SIGTSTP)
    listen()
  }

  private static func set(_ flag: borrowing Atomic<Bool>) {
    flag.store(true, ordering: .relaxed)
    Signals.wake()
  }
}
