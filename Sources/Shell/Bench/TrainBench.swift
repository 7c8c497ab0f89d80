import Debut

/// Measures the epochs of models that are trained by gradient steps.
struct TrainBench {
  let session: Session
  let compute: Compute
  /// Epochs a model is trained for; the first is not counted, as it makes what the others reuse.
  static let epochs = 4

  /// The times of an epoch of a model on a data set, sampling included.
  ///
  /// - Throws: what training throws; `ShellError.interrupted`.
  func measure(_ model: String, settings: [Setting], on dataset: Dataset) throws -> BenchRow {
    let clock = EpochClock()
    let request = TrainingRequest(model: model, settings: settings, epochs: Self.epochs)
    _ = try Experiment.train(
      request, on: dataset, split: .none, registry: session.registry, compute: compute,
      monitor: clock)
    if Interruption.isRequested { throw ShellError.interrupted }
    let words = settings.map { " \($0.name)=\($0.value)" }.joined()
    let times = clock.milliseconds.count > 1 ? clock.milliseconds.dropFirst() : [clock.total][...]
    return BenchRow(
      "epoch \(model)\(words) threads=\(compute.workers.threads)", .init(Array(times)))
  }
}

/// Takes the time of every epoch.
private final class EpochClock: TrainingMonitor {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private(set) var milliseconds: [Double] = []

  init() {
    start = clock.now
    last = start
  }

  var shouldStop: Bool { Interruption.isRequested }

  /// Since the start, in milliseconds.
  var total: Double { (clock.now - start) / .milliseconds(1) }

  func stepped(epoch: Int, of epochs: Int, fraction: Double, loss: Double) {}

  func finished(epoch: Int, of epochs: Int, _ result: TrainingLog.Epoch) {
    let now = clock.now
    milliseconds.append((now - last) / .milliseconds(1))
    last = now
  }
}
