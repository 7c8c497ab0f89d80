#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The output of another program, which runs until it is read to its end.
struct ProgramOutput {
  /// The reason why a program could not be started: one of the C library's numbers.
  struct Failure: Error {
    let code: Int32
  }

  /// The bytes of its standard output.
  let bytes: GrowingBytes
  /// The text of its standard error, cut if it is long.
  let errors: String
  /// True if it ended by itself and with the status 0.
  let isSuccess: Bool

  private static let piece = 1 << 20
  /// The bytes of standard error that are kept.
  private static let longestError = 1 << 14
  /// The milliseconds between two checks for a stop request.
  private static let patience: Int32 = 50

  /// Runs a program in a process group of its own, with nothing at its standard input.
  ///
  /// - Parameters:
  ///   - words: the program, which is looked for on the PATH if it has no slash, and its words.
  ///   - path: the file that it reads, for errors.
  ///   - limit: the most bytes that it may give.
  ///   - stop: ends the program and the reading.
  /// - Throws: `Failure`; `DataError.tooBig`, `.interrupted`, `.unreadable`.
  init(_ words: [String], path: String, limit: Int, stop: StopRequest) throws {
    let (output, error) = (try Pipe(), try Pipe())
    let process = try Self.start(words, output, error)
    output.closeEnd()
    error.closeEnd()
    var isEnded = false
    defer {
      if !isEnded {
        kill(-process, SIGKILL)
        _ = Self.wait(process)
      }
    }
    let bytes = try GrowingBytes(for: path, limit: limit)
    var told: [UInt8] = []
    var isOpen = (output: true, error: true)
    while isOpen.output || isOpen.error {
      try stop.check()
      // A negative descriptor is passed over.
      var entries = [
        pollfd(fd: isOpen.output ? output.start : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.error ? error.start : -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&entries, 2, Self.patience) > 0 else { continue }
      if entries[0].revents != 0 {
        var got = 0
        _ = try bytes.append(upTo: Self.piece) { memory in
          got = read(output.start, memory, Self.piece)
          return max(got, 0)
        }
        isOpen.output = got > 0 || got < 0 && errno == EINTR
      }
      if entries[1].revents != 0 {
        var piece = [UInt8](repeating: 0, count: 4096)
        let got = read(error.start, &piece, piece.count)
        told += piece.prefix(max(min(got, Self.longestError - told.count), 0))
        isOpen.error = got > 0 || got < 0 && errno == EINTR
      }
    }
    let status = Self.wait(process)
    isEnded = true
    try stop.check()
    self.bytes = bytes
    errors = String(decoding: told, as: UTF8.self)
    isSuccess = status == 0
  }

  /// A pipe whose both ends are closed for other programs.
  private final class Pipe {
    let start: Int32
    private(set) var end: Int32

    init() throws {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw Failure(code: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (start, end) = (ends[0], ends[1])
    }

    deinit {
      close(start)
      closeEnd()
    }

    func closeEnd() {
      if end >= 0 { close(end) }
      end = -1
    }
  }

  /// Starts the program.
  private static func start(_ words: [String], _ output: Pipe, _ error: Pipe) throws -> pid_t {
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
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.end, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, error.end, STDERR_FILENO)
    // A group of its own: Ctrl-C is this program's to act on, and a script's children end with it.
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    sigemptyset(&usual)
    for signal in [SIGINT, SIGPIPE, SIGQUIT, SIGTERM] { sigaddset(&usual, signal) }
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let arguments = words.map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, words[0], &actions, &attributes, arguments, environ)
    guard code == 0 else { throw Failure(code: code) }
    return process
  }

  private static func wait(_ process: pid_t) -> Int32? {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    return status
  }
}
