/// The whole output of another program, which runs until it is read to its end.
struct ProgramOutput {
  /// The bytes of its standard output.
  let bytes: GrowingBytes
  /// The text of its standard error, cut if it is long.
  let errors: String
  /// True if it ended by itself and with the status 0.
  let isSuccess: Bool

  /// Runs a program in a process group of its own, with nothing at its standard input.
  ///
  /// - Parameters:
  ///   - words: the program, which is looked for on the PATH if it has no slash, and its words.
  ///   - path: the file that it reads, for errors.
  ///   - limit: the most bytes that it may give.
  ///   - stop: ends the program and the reading.
  /// - Throws: `ChildProcess.Failure`; `DataError.tooBig`, `.interrupted`, `.unreadable`.
  init(_ words: [String], path: String, limit: Int, stop: StopRequest) throws {
    let program = try RunningProgram(words, stop: stop)
    bytes = try GrowingBytes(for: path, limit: limit)
    while try bytes.append(upTo: RunningProgram.piece, program.read) > 0 {}
    isSuccess = try program.succeeded()
    errors = program.errors
  }
}
