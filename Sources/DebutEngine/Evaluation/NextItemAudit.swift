import Debut

/// An examination of an evaluation of next items: the figure of a model beside those that it must be read with.
///
/// - Stability: evolving.
public struct NextItemAudit: Sendable {
  /// The figures of one evaluation by the names of the protocol's metrics.
  public typealias Figures = [String: Double]

  /// The name of the model.
  public let model: String
  /// The protocol in words, with the split.
  public let protocolName: String
  /// The metrics; models are ranked by the first.
  public let metrics: [any Metric]
  /// The number of targets, and of those without training events: misses whatever the model does.
  public let targets, unknown: Int
  /// The figures as they are evaluated.
  public let figures: Figures
  /// The figures of a list of the items with the most training events, the same for everybody.
  public let popularity: Figures
  /// The figures of the model trained and asked on histories in random order. What they keep does not rest on the
  /// order of events (Hidasi and Czapp 2023; Klenitskiy et al. 2024).
  public let shuffled: Figures
  /// The number of random orders of events of one time, and the lowest and the highest figures over them, the
  /// model being trained anew for each; nil without ties.
  public let ties: (share: Double, orders: Int, lowest: Figures, highest: Figures)?
  /// The share of targets that are older than the newest training event: of those the model may have seen what
  /// other users did later (Ji et al. 2023). Nil without times.
  public let leakage: Double?
  /// The figures for the last event of each user after nine tenths of all events, trained on what was before; nil
  /// without times, or if that split suits the data not.
  public let byTime: Figures?
  /// The number of random candidates, and the figures among so few.
  public let sampled: (candidates: Int, figures: Figures)

  /// The number of random candidates that figures are compared with: a usual one in papers.
  public static let sampledCandidates = 100
  /// The part of all events before the cut by time.
  public static let fraction = 0.9

  /// Trains and evaluates a model in all the ways.
  ///
  /// - Parameters:
  ///   - recipe: the model.
  ///   - method: the protocol; its candidates are all.
  ///   - orders: the number of random orders of ties.
  ///   - monitor: returns the observer of a training, given what it is for.
  /// - Throws: what training and evaluating throw.
  public init(
    of recipe: ModelRecipe, on dataset: Dataset, split: Split, method: NextItemProtocol,
    orders: Int = 5, registry: Registry, compute: Compute,
    monitor: (String) -> any TrainingMonitor
  ) throws {
    var popular = Registry()
    try popular.add(PopularityList.self)
    let bench = AuditBench(registry: registry, compute: compute)
    func ask(
      _ recipe: ModelRecipe, _ data: Dataset, _ split: Split, _ method: NextItemProtocol,
      _ purpose: String, among registry: Registry? = nil
    ) throws -> Evaluation {
      let monitor = monitor(purpose)
      let model = try bench.train(recipe, data, split, registry, monitor)
      return try bench.evaluate(model, data, split, method, monitor)
    }
    let first = monitor("as it is evaluated")
    let trained = try bench.train(recipe, dataset, split, nil, first)
    let base = try bench.evaluate(trained, dataset, split, method, first)
    model = trained.name
    protocolName = base.protocolName
    metrics = base.metrics
    targets = base.targets.count
    unknown = base.parts.reduce(0) { sum, part in
      let fold = trained.folds.first { $0.fold == part.fold } ?? trained.folds[0]
      return sum
        + base.targets[part.range].count {
          trained.index(ofItemID: $0.itemID).map { fold.supports[$0] == 0 } ?? true
        }
    }
    figures = base.totals
    var few = method
    few.sampledCandidates = Self.sampledCandidates
    sampled = (
      Self.sampledCandidates, try bench.evaluate(trained, dataset, split, few, first).totals
    )
    popularity = try ask(
      ModelRecipe(model: PopularityList.descriptor.name), dataset, split, method, "popularity",
      among: popular
    ).totals
    shuffled = try ask(
      recipe, dataset.shufflingHistories(seed: 1), split, method, "in random order"
    ).totals
    let share = method.tiedShare(
      of: try HeldOutFold.folds(of: split, of: dataset, shouldStop: { first.shouldStop }))
    if let share, share > 0, orders > 0 {
      let runs = try (1...orders).map { order in
        try ask(
          recipe, dataset.redrawingTies(seed: UInt64(order)), split, method,
          "order \(order) of \(orders)"
        ).totals
      }
      ties = (share, orders, Self.ends(runs, min), Self.ends(runs, max))
    } else {
      ties = nil
    }
    leakage = try AuditBench.olderThanTraining(base, split, dataset)
    var last = method
    last.targets = .last
    let cut = Split.byTime(fraction: Self.fraction)
    var none: [String] = []
    byTime =
      dataset.hasTimestamps && (try? last.folds(of: cut, of: dataset, notes: &none)) != nil
      ? try ask(recipe, dataset, cut, last, "by time").totals : nil
  }

  private static func ends(_ runs: [Figures], _ pick: (Double, Double) -> Double) -> Figures {
    runs.dropFirst().reduce(runs.first ?? [:]) { $0.merging($1, uniquingKeysWith: pick) }
  }
}

/// Trains and evaluates the models of an audit.
private struct AuditBench {
  let registry: Registry
  let compute: Compute

  func train(
    _ recipe: ModelRecipe, _ data: Dataset, _ split: Split, _ other: Registry?,
    _ monitor: any TrainingMonitor
  ) throws -> TrainedModel {
    let model = try TrainingJob.train(
      recipe, on: data, split: split, registry: other ?? registry, compute: compute,
      monitor: monitor)
    guard !monitor.shouldStop else { throw EngineError.interrupted }
    return model
  }

  func evaluate(
    _ model: TrainedModel, _ data: Dataset, _ split: Split, _ method: NextItemProtocol,
    _ monitor: any TrainingMonitor
  ) throws -> Evaluation {
    try Evaluator.evaluate(
      [model], on: data, split: split, protocol: .nextItem(method), registry: registry,
      compute: compute, shouldStop: { monitor.shouldStop })
  }

  /// Returns the share of targets with a time before that of the newest training event of their fold; nil without
  /// times.
  static func olderThanTraining(
    _ evaluation: Evaluation, _ split: Split, _ dataset: Dataset
  ) throws -> Double? {
    guard dataset.hasTimestamps, !evaluation.targets.isEmpty else { return nil }
    var older = 0
    for (part, partition) in zip(evaluation.parts, try split.partitions(of: dataset)) {
      let newest = partition.training.compactMap { $0.timestamps.last }.max() ?? .min
      older += evaluation.targets[part.range].count { $0.timestamp.map { $0 < newest } ?? false }
    }
    return Double(older) / Double(evaluation.targets.count)
  }
}

extension Evaluation {
  /// The figures over all targets of the first model.
  fileprivate var totals: [String: Double] { rows.first { $0.history == "all" }?.values ?? [:] }
}

/// A list of the items with the most training events: the same for everybody.
private final class PopularityList: Recommender {
  typealias Options = NoOptions
  typealias Representation = Void

  static let descriptor = ModelDescriptor(
    name: "popularity", summary: "a list by popularity", discussion: "", reference: "",
    learning: .events)

  private var counts: [Int] = []

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws { counts = data.itemCounts }
  func represent(_ user: UserQuery) {}
  func extend(_ representation: inout Void, by interaction: Interaction) {}
  func score(_ representation: Void, item: Int) -> Float { Float(counts[item]) }
  func path(of representation: Void) -> AnswerPath { AnswerPath("popularity", ratings: 0) }
}
