import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A process of its own that does a part of the work, which may die of it.
enum ChildProgram {
  /// The end of a process.
  enum Ending: Hashable {
    case exited(Int32)
    case signalled(Int32)
    /// It was killed because it took too long.
    case tookTooLong
    /// It was killed on request.
    case cancelled
  }

  /// Runs a program to its end, without input.
  ///
  /// - Parameters:
  ///   - words: the executable's path, and its words.
  ///   - seconds: the time after which it is killed.
  ///   - isCancelled: called often; some time after a true it is killed, unless it ends by itself.
  ///   - hear: called with what it writes to standard error, as it comes.
  /// - Returns: the end, and all of standard output.
  /// - Throws: `ShellError.cannotRead` if it cannot be started.
  static func run(
    _ words: [String], seconds: Int, isCancelled: () -> Bool, hear: (String) -> Void
  ) throws -> (ending: Ending, output: [UInt8]) {
    let (output, errors) = (try pipe(for: words[0]), try pipe(for: words[0]))
    let child = try start(words, output: output.end, errors: errors.end)
    output.closeEnd()
    errors.closeEnd()
    return follow(
      child, output: output.start, errors: errors.start, seconds: seconds, isCancelled, hear)
  }

  private static func pipe(for path: String) throws -> ChildPipe {
    do {
      return try ChildPipe()
    } catch let failure as ChildProcess.Failure {
      throw Self.failure(path, failure.code)
    }
  }

  private static func follow(
    _ child: ChildProcess, output: Int32, errors: Int32, seconds: Int, _ isCancelled: () -> Bool,
    _ hear: (String) -> Void
  ) -> (ending: Ending, output: [UInt8]) {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var cancelledAt: ContinuousClock.Instant?
    var killed: Ending?
    var collected: [UInt8] = []
    var files = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while files.contains(where: { $0.fd >= 0 }) {
      poll(&files, nfds_t(files.count), 100)
      for i in files.indices where files[i].fd >= 0 && files[i].revents != 0 {
        let count = read(files[i].fd, &piece, piece.count)
        if count > 0 {
          i == 0
            ? collected.append(contentsOf: piece[..<count])
            : hear(String(decoding: piece[..<count], as: UTF8.self))
        } else if count == 0 || errno != EINTR {
          files[i].fd = -1
        }
      }
      if isCancelled(), cancelledAt == nil { cancelledAt = clock.now }
      guard killed == nil else { continue }
      // Ctrl-C reaches both: the child may end by itself.
      if let cancelledAt, clock.now - cancelledAt > .milliseconds(300) {
        killed = .cancelled
      } else if clock.now > end {
        killed = .tookTooLong
      }
      if killed != nil { child.kill() }
    }
    let status = child.wait() ?? 0
    let signal = status & 0x7F
    let ending = signal == 0 ? Ending.exited((status >> 8) & 0xFF) : .signalled(signal)
    return (killed ?? ending, collected)
  }

  private static func start(
    _ words: [String], output: Int32, errors: Int32
  ) throws -> ChildProcess {
    do {
      return try ChildProcess(words, files: [nil, output, errors])
    } catch let failure as ChildProcess.Failure {
      throw Self.failure(words[0], failure.code)
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> ShellError {
    .cannotRead(path: path, reason: String(cString: strerror(code)).lowercased())
  }

  /// Returns the name of a signal of a fault: "SIGILL"; of any other, its number.
  static func name(ofSignal signal: Int32) -> String {
    let names = [
      SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS",
      SIGFPE: "SIGFPE", SIGABRT: "SIGABRT", SIGKILL: "SIGKILL", SIGTERM: "SIGTERM",
    ]
    return names[signal] ?? "signal \(signal)"
  }
}
