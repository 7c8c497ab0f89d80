import Commands

/// Progress on standard error: a line redrawn in place at a terminal, plain lines elsewhere.
final class TerminalProgress: ProgressSink {
  private let console: Console
  private let cancellation: Cancellation

  init(console: Console, cancellation: Cancellation) {
    self.console = console
    self.cancellation = cancellation
  }

  func message(_ text: String) { console.message(text) }

  func training(_ title: String) -> any TrainingDisplay {
    TrainingProgressLine(title, console: console, cancellation: cancellation)
  }

  func crossValidation() -> any CrossValidationDisplay {
    CrossValidationProgressLine(console: console, cancellation: cancellation)
  }
}
