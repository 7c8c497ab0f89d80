import Debut

/// A range of history lengths: a row of an evaluation is about the targets of one.
///
/// - Stability: stable.
public enum HistoryBucket: String, CaseIterable, Hashable, Sendable {
  /// All targets.
  case all
  /// No rating of the user is known.
  case none = "0"
  /// 1 to 4 ratings.
  case upTo4 = "1-4"
  /// 5 to 9 ratings.
  case upTo9 = "5-9"
  /// 10 to 18 ratings.
  case upTo18 = "10-18"
  /// 19 ratings and more.
  case from19 = "19+"

  /// Returns the range, other than `all`, of a prediction that rests on this many ratings.
  public static func of(_ ratings: Int) -> HistoryBucket {
    switch ratings {
    case ..<1: .none
    case ..<5: .upTo4
    case ..<10: .upTo9
    case ..<19: .upTo18
    default: .from19
    }
  }
}

/// One row of an evaluation: the figures of a model after histories of some length. If it was trained
/// with several seeds, figures are the means over these.
///
/// - Stability: stable; properties may be added.
public struct EvaluationRow: Hashable, Sendable {
  /// The distribution of the primary figure over several seeds.
  ///
  /// - Stability: stable.
  public struct Spread: Hashable, Sendable {
    /// Seeds, at least two.
    public let seeds: Int
    /// The smallest and the largest figure.
    public let lowest, highest: Double
    /// The standard deviation of a sample, with a denominator of one less than the seeds.
    public let deviation: Double

    init(seeds: Int, lowest: Double, highest: Double, deviation: Double) {
      self.seeds = seeds
      self.lowest = lowest
      self.highest = highest
      self.deviation = deviation
    }

    /// Computes the spread.
    ///
    /// - Precondition: at least two values.
    init(_ values: [Double]) {
      precondition(values.count > 1, "one value has no spread")
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.init(
        seeds: values.count, lowest: values.reduce(.infinity, min),
        highest: values.reduce(-.infinity, max),
        deviation: (squares / Double(values.count - 1)).squareRoot())
    }
  }

  /// The name of the model.
  public let model: String
  /// `all`, or a range of history lengths: `0`, `1-4`, `5-9`, `10-18`, `19+`.
  public let history: String
  /// The number of targets.
  public let ratings: Int
  /// The figures by the names of their metrics. A figure is missing if nothing was predicted, outside the
  /// row `all` if all users count alike in it, and everywhere if the training mean answered more than a
  /// tenth of all targets.
  public let values: [String: Double]
  /// The spread of the primary figure, in the row `all` alone, and only of several seeds.
  public let spread: Spread?
  /// The mean seconds of training and predicting a fold; in the row `all` alone, if known.
  public let secondsPerFold: Double?
  /// The share of targets that the training mean answered in place of the model, 0 ... 1: the largest of
  /// the seeds. In the row `all` alone; nil without targets.
  public let fallbackShare: Double?

  /// The figure of a metric; nil if it is missing.
  public subscript(metric: any Metric) -> Double? { values[metric.name] }

  /// Root mean squared error in stars.
  public var rmse: Double? { values["rmse"] }
  /// Mean absolute error in stars.
  public var mae: Double? { values["mae"] }
  /// The mean over users of the root mean squared error of each; in the row `all` alone.
  public var rmsePerUser: Double? { values["rmsePerUser"] }
}

/// The rows of one model of an evaluation, and what they are about: what is kept with the model.
///
/// - Stability: stable; properties may be added.
public struct EvaluationRecord: Hashable, Sendable {
  /// `fresh-users`, `leave-last-out`, `by-time` or `sampler`.
  public let protocolName: String
  /// The folds held out; empty for splits without folds.
  public let fold: String
  /// The cut of a split by time, as a fraction of all ratings; nil for the others.
  public let fraction: Double?
  /// The name of the data.
  public let dataset: String
  /// The fingerprint of the data.
  public let fingerprint: String
  /// `all`, and the ranges of history lengths.
  public let rows: [EvaluationRow]

  /// Selects the rows of the model called `model`.
  public init(_ evaluation: Evaluation, of model: String, on dataset: Dataset) {
    self.init(
      protocolName: evaluation.protocolName, fold: evaluation.fold,
      fraction: evaluation.fraction, dataset: dataset.name, fingerprint: dataset.fingerprint,
      rows: evaluation.rows.filter { $0.model == model })
  }

  init(
    protocolName: String, fold: String, fraction: Double?, dataset: String, fingerprint: String,
    rows: [EvaluationRow]
  ) {
    self.protocolName = protocolName
    self.fold = fold
    self.fraction = fraction
    self.dataset = dataset
    self.fingerprint = fingerprint
    self.rows = rows
  }

  /// The root mean squared error over all predictions; nil if there were none.
  public var rmse: Double? { rows.first { $0.history == "all" }?.rmse }

  /// The figure over all targets of a metric by name, such as `ndcg@10`; nil if it is missing.
  public func figure(_ metric: String) -> Double? {
    rows.first { $0.history == "all" }?.values[metric]
  }
}

/// The accumulators of one metric for one run: over all targets, or over users.
struct MetricSums {
  /// Figures by bucket, in the order of `HistoryBucket.allCases`; nil without targets.
  let figures: [Double?]

  /// Adds the predictions of the targets in a range, in their order.
  init(_ metric: any Metric, _ targets: [Target], _ values: [Float], in range: Range<Int>) {
    switch metric.pooling {
    case .targets: figures = Self.byBucket(metric, targets, values, range)
    case .users:
      let rest = [Double?](repeating: nil, count: HistoryBucket.allCases.count - 1)
      figures = [Self.overUsers(metric, targets, values, range)] + rest
    }
  }

  private static func byBucket(
    _ metric: some Metric, _ targets: [Target], _ values: [Float], _ range: Range<Int>
  ) -> [Double?] {
    let places = Dictionary(
      uniqueKeysWithValues: HistoryBucket.allCases.enumerated().map { ($0.element, $0.offset) })
    var sums = [MetricSum](repeating: MetricSum(), count: places.count)
    for i in range {
      let target = targets[i]
      metric.add(values[i], for: target.outcome, to: &sums[0])
      metric.add(
        values[i], for: target.outcome, to: &sums[places[.of(target.position)] ?? 0])
    }
    return sums.map { $0.weight > 0 ? metric.figure(of: $0) : nil }
  }

  private static func overUsers(
    _ metric: some Metric, _ targets: [Target], _ values: [Float], _ range: Range<Int>
  ) -> Double? {
    var users: [Vocabulary.Key: MetricSum] = [:]
    for i in range {
      metric.add(
        values[i], for: targets[i].outcome, to: &users[targets[i].userID, default: MetricSum()])
    }
    // Sorted, because a sum depends on its order, and that of a dictionary changes from run to run.
    var sum = MetricSum()
    for user in users.sorted(by: { $0.key < $1.key }) where user.value.weight > 0 {
      sum.merge(metric.share(of: user.value))
    }
    return sum.weight > 0 ? metric.figure(of: sum) : nil
  }
}

extension Evaluation {
  /// Returns the row of all targets of a model, and one for each bucket.
  func rows(of model: ModelPredictions) -> [EvaluationRow] { rows(of: model) {} }

  /// Returns the row of all targets of a model, and one for each bucket.
  ///
  /// - Parameter check: called before each metric of each seed; what it throws ends the work.
  func rows(
    of model: ModelPredictions, checking check: () throws -> Void
  ) rethrows -> [EvaluationRow] {
    try rows(
      of: model, in: targets.indices, seconds: Self.mean(model.runs.flatMap(\.seconds)),
      checking: check)
  }

  /// Returns the rows of a model over a range of targets.
  func rows(of model: ModelPredictions, in range: Range<Int>, seconds: Double?) -> [EvaluationRow] {
    rows(of: model, in: range, seconds: seconds) {}
  }

  private func rows(
    of model: ModelPredictions, in range: Range<Int>, seconds: Double?,
    checking check: () throws -> Void
  ) rethrows -> [EvaluationRow] {
    // [metrics][runs][buckets]
    let figures = try metrics.map { metric in
      try model.runs.map { run in
        try check()
        return MetricSums(metric, targets, run.values, in: range).figures
      }
    }
    let counts = counts(in: range)
    let share = fallbackShare(of: model, in: range)
    let isWithheld = share.map { $0 > Self.mostFallbacks } ?? false
    return HistoryBucket.allCases.enumerated().map { place, bucket in
      var values: [String: Double] = [:]
      for (metric, runs) in zip(metrics, figures) {
        values[metric.name] = isWithheld ? nil : Self.mean(runs.compactMap { $0[place] })
      }
      let primary = isWithheld ? [] : figures[0].compactMap { $0[place] }
      let isAll = bucket == .all
      return EvaluationRow(
        model: model.model, history: bucket.rawValue, ratings: counts[place], values: values,
        spread: isAll && primary.count > 1 ? .init(primary) : nil,
        secondsPerFold: isAll ? seconds : nil, fallbackShare: isAll ? share : nil)
    }
  }

  /// The largest share of targets that the training mean may answer if a model is to have figures: beyond
  /// it they are rather those of the mean.
  static var mostFallbacks: Double { 0.1 }

  /// Returns the share of a range of targets that the training mean answered: the largest of the seeds;
  /// nil without targets.
  func fallbackShare(of model: ModelPredictions, in range: Range<Int>? = nil) -> Double? {
    let range = range ?? targets.indices
    guard !range.isEmpty else { return nil }
    let counts = model.runs.map { run in
      range.reduce(0) { $0 + ($1 < run.fallbacks.count && run.fallbacks[$1] ? 1 : 0) }
    }
    return Double(counts.max() ?? 0) / Double(range.count)
  }

  /// Returns true if the model has no figures because the training mean answered too many targets.
  func isWithheld(_ model: ModelPredictions) -> Bool {
    fallbackShare(of: model).map { $0 > Self.mostFallbacks } ?? false
  }

  /// Returns a note on the missing figures of a model that has none because of the training mean.
  func withholdingNotes(of model: ModelPredictions) -> [String] {
    guard isWithheld(model), let share = fallbackShare(of: model) else { return [] }
    return [
      "\(model.model): no errors are shown, because the training mean answered "
        + "\(Counted.percent(share)) in its place, more than a tenth"
    ]
  }

  /// Returns the number of targets of each bucket.
  private func counts(in range: Range<Int>) -> [Int] {
    var counts: [HistoryBucket: Int] = [.all: range.count]
    for i in range { counts[.of(targets[i].position), default: 0] += 1 }
    return HistoryBucket.allCases.map { counts[$0] ?? 0 }
  }

  /// Returns the mean; nil of nothing.
  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
