import ArgumentParser
import DebutEngine

/// The threads that a command works on.
struct ThreadOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads (default: the number of cores).", valueName: "n"))
  var threads: Int?

  /// Returns the kernels and threads to work with.
  ///
  /// - Throws: `ShellError.badValue`.
  func compute(in session: Session) throws -> Compute { try session.compute(threads: threads) }
}
