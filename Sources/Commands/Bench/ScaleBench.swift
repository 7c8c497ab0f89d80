import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Measures what models cost on ratings of any number: fits, epochs, an evaluation, and lists for many newcomers.
///
/// Each piece of work is done once: on data of this size it takes seconds to minutes.
struct ScaleBench {
  /// The most users who get lists.
  static let mostListed = 100_000
  /// The most ratings that each of them brings.
  private static let mostKnown = 20

  let dataset: Dataset
  let registry: Registry
  let compute: Compute
  let cancellation: Cancellation
  private let clock = ContinuousClock()
  /// Users of fold 0 are held out, to be evaluated.
  private let split = Split.freshUsers(folds: [0])

  /// Generates ratings, writes them to a file and reads it.
  ///
  /// - Parameter kept: the path of a new file that stays; nil: a temporary one.
  /// - Throws: `ShellError.cannotWrite`, `.interrupted`, and what reading throws.
  static func generated(
    ratings: Int, keptAt kept: String? = nil, _ cancellation: Cancellation
  ) throws -> Dataset {
    try TemporaryRatings.with(keptAt: kept) { file in
      try GeneratedRatings(ratings: ratings).write(to: file, check: cancellation.check)
    } read: { path in
      try Dataset.read(.init(path: path), cancellation: cancellation)
    }
  }

  /// Measures all work.
  ///
  /// - Throws: the errors of training and evaluation; `ShellError.interrupted`.
  func rows() throws -> [BenchRow] {
    var rows: [BenchRow] = []
    let factors = try fit("mf", &rows)
    _ = try fit("item-knn", &rows)
    _ = try fit("latent-cf", &rows)
    let sequence = try epoch("gru-sequence", &rows)
    let hybrid = try epoch("gru-hybrid", &rows)
    for model in [factors, sequence, hybrid] { try evaluate(model, &rows) }
    let queries = dataset.histories.prefix(Self.mostListed).map { history in
      BatchQuery(
        history: history.prefix(Self.mostKnown).map {
          RatedItem(
            itemID: dataset.catalogue.items[$0.item].id, stars: $0.rating, timestamp: $0.timestamp)
        })
    }
    let lists = try measure {
      _ = try factors.recommendations(
        for: queries, count: 10, compute: compute, shouldStop: { cancellation.isRequested })
    }
    rows.append(row("recommend mf users=\(queries.count)", lists, of: queries.count))
    return rows
  }

  private func fit(_ model: String, _ rows: inout [BenchRow]) throws -> TrainedModel {
    let phases = TrainingPhases(cancellation)
    let trained = try train(ModelRecipe(model: model), phases)
    rows.append(row("fit \(model)", phases.total, of: trained.supports.reduce(0, +)))
    return trained
  }

  /// Measures what comes before the first epoch, and the first epoch. Returns the model.
  private func epoch(_ model: String, _ rows: inout [BenchRow]) throws -> TrainedModel {
    let phases = TrainingPhases(cancellation)
    let trained = try train(ModelRecipe(model: model, epochs: 1), phases)
    rows.append(row("factors \(model)", phases.before, of: trained.supports.reduce(0, +)))
    rows.append(row("epoch \(model)", phases.epoch, of: phases.targets))
    return trained
  }

  private func evaluate(_ model: TrainedModel, _ rows: inout [BenchRow]) throws {
    var targets = 0
    let time = try measure {
      let table = try Evaluator.evaluate(
        [model], on: dataset, split: split, registry: registry, compute: compute,
        shouldStop: { cancellation.isRequested })
      targets = table.targets.count
    }
    rows.append(row("evaluate \(model.name)", time, of: targets))
  }

  private func train(_ recipe: ModelRecipe, _ phases: TrainingPhases) throws -> TrainedModel {
    let model = try TrainingJob.train(
      recipe, on: dataset, split: split, registry: registry, compute: compute, monitor: phases)
    phases.end()
    try cancellation.check()
    return model
  }

  private func measure(_ work: () throws -> Void) throws -> Double {
    let time = try clock.measure(work) / .milliseconds(1)
    try cancellation.check()
    return time
  }

  private func row(_ name: String, _ milliseconds: Double, of events: Int) -> BenchRow {
    var row = BenchRow(name, .init([milliseconds]))
    row.eventsPerSecond = Double(events) / milliseconds * 1e3
    row.peakMegabytes = Double(ProcessMemory.peak) / 1e6
    return row
  }
}

/// Takes the times of a training's parts, in milliseconds.
private final class TrainingPhases: TrainingMonitor {
  private let cancellation: Cancellation
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// Up to the end of the first step, from there to the end of the first epoch, and in all.
  private(set) var (before, epoch, total) = (0.0, 0.0, 0.0)
  /// Ratings trained on in the first epoch.
  private(set) var targets = 0

  init(_ cancellation: Cancellation) {
    self.cancellation = cancellation
    start = clock.now
  }

  private var elapsed: Double { (clock.now - start) / .milliseconds(1) }

  var shouldStop: Bool { cancellation.isRequested }

  func on(_ event: TrainingEvent) {
    switch event {
    case .beganFold, .working: break
    case .stepped: if before == 0 { before = elapsed }
    case .finished(_, _, let result):
      epoch = elapsed - before
      targets = result.targets
    }
  }

  func end() { total = elapsed }
}
