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

  private let process: pid_t

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program, which is looked for on the PATH if it has no slash, and its words.
  ///   - files: open files that become its standard input, output and error.
  ///   - environment: its variables as `NAME=VALUE`; nil: those of this process.
  /// - Throws: `Failure`, with `ENOENT` if there is no such program.
  package init(_ words: [String], files: [Int32], environment: [String]? = nil) throws {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    let arguments = Self.cStrings(words)
    let variables = environment.map(Self.cStrings)
    defer { for text in arguments + (variables ?? []) { free(text) } }
    var process: pid_t = 0
    let code =
      if let variables {
        posix_spawnp(&process, words[0], &actions, nil, arguments, variables)
      } else {
        posix_spawnp(&process, words[0], &actions, nil, arguments, environ)
      }
    guard code == 0 else { throw Failure(code: code) }
    self.process = process
  }

  /// Ends the program at once.
  package func kill() { posixKill(process, SIGKILL) }

  /// Waits for the end as `wait()` does, but ends the program when it has gone on for `patience` after
  /// `isCancelled` was true for the first time: Ctrl-C reaches both, and it may end by itself.
  package func wait(patience: Duration, unless isCancelled: () -> Bool) -> Int32? {
    let clock = ContinuousClock()
    var status: Int32 = 0
    var cancelledAt: ContinuousClock.Instant?
    var pause: UInt32 = 1_000
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended > 0 { return status }
      guard ended == 0 || errno == EINTR else { return nil }
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

/// Calls the system's `kill`, which the method of this name hides.
private func posixKill(_ process: pid_t, _ signal: Int32) { kill(process, signal) }
