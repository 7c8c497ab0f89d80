import DebutEngine

/// The display of what happens while a command runs, before its answer.
package protocol ProgressSink: AnyObject {
  /// Writes a message as it is; it ends in a new line.
  func message(_ text: String)

  /// Returns a display for the progress of one training.
  ///
  /// - Parameter title: the command and the model: "train bias".
  func training(_ title: String) -> any TrainingDisplay

  /// Returns a display for the progress of an evaluation over folds and seeds.
  func crossValidation() -> any CrossValidationDisplay
}

/// The display of a training until `end`. It stops the training if the command is cancelled.
package protocol TrainingDisplay: TrainingMonitor {
  /// Removes what is left on the screen.
  func end()
}

/// The display of a cross-validation until `end`. It stops the training if the command is
/// cancelled.
package protocol CrossValidationDisplay: CrossValidationMonitor {
  /// Removes what is left on the screen.
  func end()
}

/// Progress without a display.
final class SilentProgress: ProgressSink {
  private let cancellation: Cancellation

  init(_ cancellation: Cancellation) { self.cancellation = cancellation }

  func message(_ text: String) {}

  func training(_ title: String) -> any TrainingDisplay { Display(cancellation) }

  func crossValidation() -> any CrossValidationDisplay { Display(cancellation) }

  /// Displays nothing, and passes the cancellation on.
  private final class Display: TrainingDisplay, CrossValidationDisplay {
    private let cancellation: Cancellation

    init(_ cancellation: Cancellation) { self.cancellation = cancellation }

    var shouldStop: Bool { cancellation.isRequested }
    func on(_ event: TrainingEvent) {}
    func moved(_ progress: CrossValidationProgress) {}
    func end() {}
  }
}
