/// The surroundings that a session is used in: a terminal, a script, a server, a test.
package struct SessionHost {
  /// The request to stop the command that runs.
  let cancellation: Cancellation
  /// The display of progress and of messages before the answer.
  let progress: any ProgressSink
  /// The columns that answers are laid out for; nil if there is no limit.
  let columns: () -> Int?
  /// The build of the program: kept predictions of another build are not used, as its models may differ.
  let program: String
  /// The executable of the program, for work in a process of its own; nil in a library.
  let executable: String?

  /// Describes the surroundings; without arguments, those of a library.
  ///
  /// - Parameter progress: nil: no display.
  package init(
    cancellation: Cancellation = .never, progress: (any ProgressSink)? = nil,
    columns: @escaping () -> Int? = { nil }, program: String = "library",
    executable: String? = nil
  ) {
    self.cancellation = cancellation
    self.progress = progress ?? SilentProgress(cancellation)
    self.columns = columns
    self.program = program
    self.executable = executable
  }
}
