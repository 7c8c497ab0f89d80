#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The output of another program, which runs until it is read to its end.
struct ProgramOutput {
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
  /// - Throws: `ChildProcess.Failure`; `DataError.tooBig`, `.interrupted`, `.unreadable`.
  init(_ words: [String], path: String, limit: Int, stop: StopRequest) throws {
    let (output, error) = (try ChildPipe(), try ChildPipe())
    output.widen(to: Self.piece)
    // A group of its own: Ctrl-C is this program's to act on, and a script's children end with it.
    var apart = ChildProcess.Apartness()
    apart.hasGroup = true
    apart.hearsAllSignals = true
    apart.usualSignals = [SIGINT, SIGPIPE, SIGQUIT, SIGTERM]
    let process = try ChildProcess(words, files: [nil, output.end, error.end], apart: apart)
    output.closeEnd()
    error.closeEnd()
    var isEnded = false
    defer {
      if !isEnded {
        process.kill()
        _ = process.wait()
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
    let status = process.wait()
    isEnded = true
    try stop.check()
    self.bytes = bytes
    errors = String(decoding: told, as: UTF8.self)
    isSuccess = status == 0
  }
}
