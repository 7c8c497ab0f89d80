#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Another program that runs while its output is read, in a process group of its own and with nothing at its standard
/// input. It ends with this object.
final class RunningProgram {
  /// The bytes of output that are read at a time.
  static let piece = 1 << 20

  /// The text of its standard error, cut if it is long.
  var errors: String { String(decoding: told, as: UTF8.self) }

  private let process: ChildProcess
  private let output: ChildPipe
  private let error: ChildPipe
  private let stop: StopRequest
  private var told: [UInt8] = []
  private var isOpen = (output: true, error: true)
  private var isEnded = false

  /// The bytes of standard error that are kept.
  private static let longestError = 1 << 14
  /// The milliseconds between two checks for a stop request.
  private static let patience: Int32 = 50

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program, which is looked for on the PATH if it has no slash, and its words.
  ///   - stop: ends the reading.
  /// - Throws: `ChildProcess.Failure`.
  init(_ words: [String], stop: StopRequest) throws {
    self.stop = stop
    output = try ChildPipe()
    error = try ChildPipe()
    output.widen(to: Self.piece)
    // A group of its own: Ctrl-C is this program's to act on, and a script's children end with it.
    var apart = ChildProcess.Apartness()
    apart.hasGroup = true
    apart.hearsAllSignals = true
    apart.usualSignals = [SIGINT, SIGPIPE, SIGQUIT, SIGTERM]
    process = try ChildProcess(words, files: [nil, output.end, error.end], apart: apart)
    output.closeEnd()
    error.closeEnd()
  }

  deinit {
    guard !isEnded else { return }
    process.kill()
    _ = process.wait()
  }

  /// Reads at most `piece` bytes of its standard output into memory, and waits until there are some; returns 0 at the
  /// end, which is that of its standard error too.
  ///
  /// - Throws: `DataError.interrupted`.
  func read(into memory: UnsafeMutableRawPointer) throws -> Int {
    while isOpen.output || isOpen.error {
      try stop.check()
      // A negative descriptor is passed over.
      var entries = [
        pollfd(fd: isOpen.output ? output.start : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.error ? error.start : -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&entries, 2, Self.patience) > 0 else { continue }
      if entries[1].revents != 0 {
        var piece = [UInt8](repeating: 0, count: 4096)
        let got = systemRead(error.start, &piece, piece.count)
        told += piece.prefix(max(min(got, Self.longestError - told.count), 0))
        isOpen.error = got > 0 || got < 0 && errno == EINTR
      }
      if entries[0].revents != 0 {
        let got = systemRead(output.start, memory, Self.piece)
        if got > 0 { return got }
        isOpen.output = got < 0 && errno == EINTR
      }
    }
    return 0
  }

  /// Waits for the end of the program, and returns true if it ended by itself and with the status 0.
  ///
  /// - Throws: `DataError.interrupted`.
  func succeeded() throws -> Bool {
    let status = process.wait()
    isEnded = true
    try stop.check()
    return status == 0
  }
}

/// Calls the system's `read`, which the method of this name hides.
private func systemRead(_ file: Int32, _ memory: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(file, memory, count)
}
