import DebutEngine

/// Measures the steps and epochs of models that are trained by gradient steps.
struct TrainBench {
  /// One measurement of a model.
  struct Job: Hashable {
    enum Unit: String { case step, epoch }

    var unit: Unit
    var model: String
    var settings: [Setting] = []
    /// Examples in a batch; nil: the model's default.
    var batch: Int?

    func name(threads: Int) -> String {
      let words =
        [unit.rawValue, model] + (batch.map { ["batch=\($0)"] } ?? [])
        + settings.map { "\($0.name)=\($0.value)" }
      return (words + ["threads=\(threads)"]).joined(separator: " ")
    }
  }

  /// The work by which Debut is compared with other engines.
  static let standard: [Job] = {
    func step(_ batch: Int, _ adam: String) -> Job {
      Job(
        unit: .step, model: "mlinknet", settings: [Setting(name: "adam", value: adam)],
        batch: batch)
    }
    let sparse = [Setting(name: "adam", value: "sparse")]
    let wide = [
      Setting(name: "factors", value: "100"), Setting(name: "hidden", value: "100"),
    ]
    return [
      step(16, "sparse"), step(16, "dense"), step(64, "sparse"), step(256, "sparse"),
      Job(unit: .epoch, model: "mlinknet", settings: sparse),
      Job(unit: .epoch, model: "gru-sequence", settings: wide),
    ]
  }()

  /// Steps or epochs that are measured, about.
  private static let samples = (step: 80, epoch: 6)

  let registry: Registry
  let compute: Compute
  let dataset: Dataset
  let cancellation: Cancellation

  /// Trains the model of a job, and takes its times.
  ///
  /// - Throws: the errors of training; `ShellError.interrupted`.
  func measure(_ job: Job) throws -> BenchRow {
    let clock = TrainingClock(job.unit, cancellation)
    let request = ModelRecipe(
      model: job.model, settings: job.settings, epochs: epochs(job), batch: job.batch)
    _ = try TrainingJob.train(
      request, on: dataset, split: .none, registry: registry, compute: compute, monitor: clock)
    try cancellation.check()
    var row = BenchRow(job.name(threads: compute.workers.threads), .init(clock.times))
    if job.unit == .epoch, try isEveryPosition(job.model) {
      row.eventsPerSecond = Stopwatch.Times(clock.rates).median
    }
    return row
  }

  private func isEveryPosition(_ model: String) throws -> Bool {
    guard let training = try registry.model(model).descriptor.training else { return false }
    return try registry.sampler(training.sampler).descriptor.shape == .everyPosition
  }

  /// Returns the epochs that give the samples wanted, if an epoch has an example of every user.
  private func epochs(_ job: Job) -> Int {
    switch job.unit {
    case .epoch: return Self.samples.epoch + 1
    case .step:
      let steps = max(dataset.histories.count / max(job.batch ?? 1, 1) - 1, 1)
      return (Self.samples.step + steps - 1) / steps
    }
  }
}

/// Takes the time of every epoch, or of every whole step that no sampling precedes.
private final class TrainingClock: TrainingMonitor {
  private let unit: TrainBench.Job.Unit
  private let cancellation: Cancellation
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var isFirstStep = true
  private var milliseconds: [Double] = []
  /// Ratings trained on in a second, of each epoch; every position of every example is one.
  private var eventRates: [Double] = []

  init(_ unit: TrainBench.Job.Unit, _ cancellation: Cancellation) {
    self.unit = unit
    self.cancellation = cancellation
    last = clock.now
  }

  /// Milliseconds, without the first, which makes buffers that the others reuse, unless it is
  /// alone.
  var times: [Double] {
    milliseconds.isEmpty ? [lap()] : Self.warm(milliseconds)
  }

  /// Ratings trained on in a second, without the first epoch unless it is alone.
  var rates: [Double] { eventRates.isEmpty ? [0] : Self.warm(eventRates) }

  private static func warm(_ values: [Double]) -> [Double] {
    values.count == 1 ? values : Array(values.dropFirst())
  }

  var shouldStop: Bool { cancellation.isRequested }

  /// Returns the milliseconds since the last lap.
  private func lap() -> Double {
    let now = clock.now
    defer { last = now }
    return (now - last) / .milliseconds(1)
  }

  func on(_ event: TrainingEvent) {
    switch event {
    case .stepped(_, _, let fraction, _): stepped(fraction)
    case .finished(_, _, let result): finished(result)
    default: break
    }
  }

  private func stepped(_ fraction: Double) {
    guard unit == .step else { return }
    let time = lap()
    // An epoch's first step includes the sampling, its last is rarely a whole batch.
    if !isFirstStep, fraction < 1 { milliseconds.append(time) }
    isFirstStep = fraction == 1
  }

  private func finished(_ result: TrainingLog.Epoch) {
    guard unit == .epoch else { return }
    let time = lap()
    milliseconds.append(time)
    eventRates.append(Double(result.targets) / time * 1e3)
  }
}
