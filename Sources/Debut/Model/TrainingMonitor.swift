/// An event of a training, as its monitor receives it.
///
/// - Stability: evolving.
public enum TrainingEvent: Sendable {
  /// The training of a fold begins: number (from 1) of count. `fold` is nil for splits without folds. A
  /// model is trained anew for each.
  case beganFold(_ fold: Int?, number: Int, of: Int)
  /// A share (0 ... 1) of some work that is no epoch is done (see `TrainingContext.progress`).
  case working(on: String, fraction: Double)
  /// A step is done, and with it a share (0 ... 1) of the epoch (from 1). `loss` is the mean of the epoch
  /// so far. Sent often: be quick.
  case stepped(epoch: Int, of: Int, fraction: Double, loss: Double)
  /// An epoch (from 1) is done.
  case finished(epoch: Int, of: Int, TrainingLog.Epoch)
}

/// Receives the events of a training and may stop it. Called on the thread that trains.
///
/// - Stability: evolving.
public protocol TrainingMonitor: AnyObject {
  /// True stops the training there. Read after every step.
  var shouldStop: Bool { get }
  /// Receives an event.
  func on(_ event: TrainingEvent)
}

/// A monitor that ignores every event and never stops the training.
///
/// - Stability: evolving.
public final class SilentMonitor: TrainingMonitor {
  /// Makes a monitor.
  public init() {}
  /// False: the training goes on to its end.
  public var shouldStop: Bool { false }
  /// Ignores the event.
  public func on(_ event: TrainingEvent) {}
}
