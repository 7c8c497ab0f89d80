#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Another program that runs beside this one.
package struct ChildProcess {
  /// The reason why a program could not be run: one of the C library's numbers.
  package struct Failure: Error {
    package let code: Int32

    /// Describes the reason.
    package init(code: Int32) { self.code = code }
  }

  /// All that a program does not share with this one.
  package struct Apartness: Sendable {
    /// True if it has a process group of its own: Ctrl-C does not reach it, and its children end with it.
    package var hasGroup = false
    /// True if no signal is held back from it.
    package var hearsAllSignals = false
    /// The signals that do to it what they usually do.
    package var usualSignals: [Int32] = []

    /// Describes a program that shares all.
    package init() {}
  }

  /// The state of a program.
  package enum State: Equatable {
    case running
    /// It ended with a status, as `waitpid` gives it.
    case ended(Int32)
    /// The system refuses to tell.
    case unknown
  }

  private let process: pid_t
  private let hasGroup: Bool

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program, which is looked for on the PATH if it has no slash, and its words.
  ///   - files: open files that become its standard input, output and error; nil: it has nothing to read there. What is
  ///     missing at the end is shared.
  ///   - environment: its variables as `NAME=VALUE`; nil: those of this process.
  ///   - apart: what it does not share with this process.
  /// - Throws: `Failure`, with `ENOENT` if there is no such program.
  package init(
    _ words: [String], files: [Int32?], environment: [String]? = nil, apart: Apartness = .init()
  ) throws {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (target, source) in files.enumerated() {
      if let source {
        posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
      } else {
        posix_spawn_file_actions_addopen(&actions, Int32(target), "/dev/null", O_RDONLY, 0)
      }
    }
    apart.set(&attributes)
    let arguments = Self.cStrings(words)
    let variables = environment.map(Self.cStrings)
    defer { for text in arguments + (variables ?? []) { free(text) } }
    var process: pid_t = 0
    let code =
      if let variables {
        posix_spawnp(&process, words[0], &actions, &attributes, arguments, variables)
      } else {
        posix_spawnp(&process, words[0], &actions, &attributes, arguments, environ)
      }
    guard code == 0 else { throw Failure(code: code) }
    self.process = process
    hasGroup = apart.hasGroup
  }

  /// Ends the program at once, and its group if it has one.
  package func kill() { send(SIGKILL) }

  /// Sends a signal to the program, and to its group if it has one.
  package func send(_ signal: Int32) { posixKill(hasGroup ? -process : process, signal) }

  /// Returns the state without waiting; once it is another than running, no other call may follow.
  package func state() -> State {
    var status: Int32 = 0
    let ended = waitpid(process, &status, WNOHANG)
    if ended > 0 { return .ended(status) }
    return ended == 0 || errno == EINTR ? .running : .unknown
  }

  /// Waits for the end as `wait()` does, but ends the program when it has gone on for `patience` after
  /// `isCancelled` was true for the first time: Ctrl-C reaches both, and it may end by itself.
  package func wait(patience: Duration, unless isCancelled: () -> Bool) -> Int32? {
    let clock = ContinuousClock()
    var cancelledAt: ContinuousClock.Instant?
    var pause: UInt32 = 1_000
    while true {
      switch state() {
      case .ended(let status): return status
      case .unknown: return nil
      case .running: break
      }
      if cancelledAt == nil, isCancelled() { cancelledAt = clock.now }
      if let cancelledAt, clock.now - cancelledAt > patience {
        kill()
        return wait()
      }
      usleep(pause)
      pause = min(2 * pause, 20_000)
    }
  }

  /// Waits for the end, and returns the status as `waitpid` gives it; nil if the system refuses.
  package func wait() -> Int32? {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    return status
  }

  /// Returns the strings as C has them, and the nil at their end. The caller frees them.
  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }
}

extension ChildProcess.Apartness {
  #if canImport(Darwin)
    fileprivate typealias Attributes = posix_spawnattr_t?
  #else
    fileprivate typealias Attributes = posix_spawnattr_t
  #endif

  /// Writes what the program does not share.
  fileprivate func set(_ attributes: inout Attributes) {
    var flags: Int32 = 0
    if hasGroup {
      posix_spawnattr_setpgroup(&attributes, 0)
      flags |= Int32(POSIX_SPAWN_SETPGROUP)
    }
    if hearsAllSignals {
      var none = sigset_t()
      sigemptyset(&none)
      posix_spawnattr_setsigmask(&attributes, &none)
      flags |= Int32(POSIX_SPAWN_SETSIGMASK)
    }
    if !usualSignals.isEmpty {
      var usual = sigset_t()
      sigemptyset(&usual)
      for signal in usualSignals { sigaddset(&usual, signal) }
      posix_spawnattr_setsigdefault(&attributes, &usual)
      flags |= Int32(POSIX_SPAWN_SETSIGDEF)
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }
}

/// Calls the system's `kill`, which the method of this name hides.
private func posixKill(_ process: pid_t, _ signal: Int32) { kill(process, signal) }
