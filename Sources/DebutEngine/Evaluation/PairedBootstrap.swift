import Debut

/// Intervals of the differences between the models of an evaluation, by a paired bootstrap.
///
/// A resample draws as many users as there are, with replacement, and every model's figure is pooled
/// over the same draw, so that what makes a draw hard makes it hard for all of them. Users are drawn
/// and not ratings, because the ratings of one user err together. If a model has several seeds, its
/// figure in a draw is the mean over them.
///
/// - Stability: stable.
public struct PairedBootstrap: Sendable {
  /// The figure of one model minus that of another.
  ///
  /// - Stability: stable.
  public struct Difference: Hashable, Sendable {
    /// In the metric's unit. Below zero the first model has the smaller figure, which is better or worse
    /// by the metric's direction.
    public let value: Double
    /// The interval that holds the middle 95 % of all resamples' differences.
    public let low, high: Double
    /// Users with targets that the figure is over.
    public let users: Int

    /// True if all of the interval lies on one side of zero. That of a single user is no interval.
    public var excludesZero: Bool { users > 1 && (low > 0 || high < 0) }
  }

  /// A figure of the table: a metric over the targets after histories of some length.
  private struct Measure: Hashable {
    let metric: String
    let bucket: HistoryBucket
  }

  /// The number of resamples unless another is given.
  public static let defaultResamples = 2_000

  /// The number of users with targets.
  public let users: Int
  /// The number of draws.
  public let resamples: Int
  private let models: [String]
  /// The models without figures, because the training mean answered too many targets.
  private let withheld: Set<String>
  private let measures: [Measure]
  private let sums: [UserSums]
  /// [measures][models] the figures.
  private let figures: [[Double]]
  /// [resamples][measures][models] the figures in each resample.
  private let drawn: [[[Double]]]

  /// Draws. The same seed gives the same intervals at any number of threads.
  ///
  /// - Precondition: at least one resample.
  /// - Complexity: O(resamples x users x (models + drawing)).
  public init(
    _ evaluation: Evaluation, resamples: Int = defaultResamples, seed: UInt64 = 0,
    workers: Workers
  ) {
    self.init(evaluation, resamples: resamples, seed: seed, workers: workers) {}
  }

  /// Draws as `init(_:resamples:seed:workers:)` does.
  ///
  /// - Parameter check: called between groups of resamples, on the calling thread; what it throws ends the work.
  package init(
    _ evaluation: Evaluation, resamples: Int = defaultResamples, seed: UInt64 = 0,
    workers: Workers, checking check: () throws -> Void
  ) rethrows {
    precondition(resamples > 0, "an interval comes from resamples")
    var places: [Vocabulary.Key: Int] = [:]
    let users = evaluation.targets.map { target in
      places[target.userID]
        ?? {
          places[target.userID] = places.count
          return places.count - 1
        }()
    }
    let count = places.count
    let primary = evaluation.primaryMetric
    let measured: [(any Metric, HistoryBucket)] =
      HistoryBucket.allCases.map { (primary, $0) }
      + evaluation.metrics.dropFirst().map { ($0, .all) }
    let sums = try measured.map { metric, bucket in
      try check()
      return UserSums(metric, in: bucket, evaluation, users: users, count: count)
    }
    measures = measured.map { Measure(metric: $0.name, bucket: $1) }
    self.sums = sums
    self.users = count
    self.resamples = resamples
    models = evaluation.models.map(\.model)
    withheld = Set(evaluation.models.filter { evaluation.isWithheld($0) }.map(\.model))
    figures = sums.map { $0.figures([Int32](repeating: 1, count: count)) }
    var root = SeededGenerator(seed: seed)
    let generators = (0..<resamples).map { _ in root.split() }
    let slots = DrawnSlots(count: resamples)
    // Some hundred thousand users: a thread draws them in a hundredth of a second.
    let group = max(workers.threads * (300_000 / max(count, 1)), workers.threads)
    for first in stride(from: 0, to: resamples, by: group) {
      try check()
      workers.run(shards: min(group, resamples - first)) { shard in
        var generator = generators[first + shard]
        // The number of times that each user is drawn.
        var weights = [Int32](repeating: 0, count: count)
        for _ in 0..<count { weights[generator.below(count)] += 1 }
        slots.figures[first + shard] = sums.map { $0.figures(weights) }
      }
    }
    drawn = slots.drawn
  }

  /// Returns the figure of one model minus that of another.
  ///
  /// A resample may have none of the few users with histories of some length: it is left out then.
  ///
  /// - Parameters:
  ///   - metric: one of the evaluation's; nil: the one that models are ranked by.
  ///   - history: the targets that the figure is over. Figures of other metrics than the first are over
  ///     all.
  /// - Returns: nil if the evaluation has no such model or figure, or no target that the figure is over.
  public func difference(
    of model: String, to other: String, in metric: (any Metric)? = nil,
    after history: HistoryBucket = .all
  ) -> Difference? {
    let measure = Measure(metric: metric?.name ?? measures[0].metric, bucket: history)
    guard let a = models.firstIndex(of: model), let b = models.firstIndex(of: other),
      let m = measures.firstIndex(of: measure), withheld.isDisjoint(with: [model, other])
    else { return nil }
    let differences = drawn.map { $0[m][a] - $0[m][b] }.filter { !$0.isNaN }.sorted()
    guard !differences.isEmpty else { return nil }
    return Difference(
      value: figures[m][a] - figures[m][b], low: Self.quantile(0.025, of: differences),
      high: Self.quantile(0.975, of: differences), users: sums[m].users.count)
  }

  /// Returns the quantile of sorted values, by linear interpolation between two of them.
  static func quantile(_ fraction: Double, of sorted: [Double]) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// The accumulators of one metric by user, each the user's share in the figure: all that a draw of
/// users needs.
private struct UserSums: Sendable {
  /// The users with targets that the figure is over, ascending.
  private(set) var users: [Int] = []
  /// [users, series, 2] totals and weights of the accumulators; a series is one seed of one model.
  private var sums: [Double] = []
  private let metric: any Metric
  /// The series of each model.
  private let series: [Range<Int>]
  private let width: Int

  /// Adds the predictions.
  ///
  /// - Parameters:
  ///   - places: for each target the index of its user.
  ///   - count: the number of users.
  init(
    _ metric: any Metric, in bucket: HistoryBucket, _ evaluation: Evaluation, users places: [Int],
    count: Int
  ) {
    self.metric = metric
    var series: [Range<Int>] = []
    for model in evaluation.models {
      let start = series.last?.upperBound ?? 0
      series.append(start..<start + model.runs.count)
    }
    self.series = series
    width = series.last?.upperBound ?? 0

    let targets = evaluation.targets
    let chosen = targets.indices.filter {
      bucket == .all || HistoryBucket.of(targets[$0].position) == bucket
    }
    var rows = [Int](repeating: -1, count: count)
    for i in chosen { rows[places[i]] = 0 }
    users = rows.indices.filter { rows[$0] == 0 }
    for (row, user) in users.enumerated() { rows[user] = row }
    var own = [MetricSum](repeating: MetricSum(), count: users.count * width)
    for (place, run) in evaluation.models.flatMap(\.runs).enumerated() {
      for i in chosen {
        metric.add(
          run.values[i], for: targets[i].outcome, to: &own[rows[places[i]] * width + place])
      }
    }
    sums = own.flatMap { sum in
      let share = sum.weight > 0 ? metric.share(of: sum) : sum
      return [share.total, share.weight]
    }
  }

  /// Returns the figure of each model if every user counts as often as drawn; NaN if none of those with
  /// targets was.
  func figures(_ drawn: [Int32]) -> [Double] {
    let count = 2 * width
    let merged = [Double](unsafeUninitializedCapacity: count) { merged, initialised in
      merged.initialize(repeating: 0)
      initialised = count
      sums.withUnsafeBufferPointer { sums in
        // Users who were not drawn add nothing: that costs less than a branch for each.
        for (row, user) in users.enumerated() {
          let times = Double(drawn[user])
          let start = row * count
          for s in 0..<count { merged[s] += times * sums[start + s] }
        }
      }
    }
    return series.map { range in
      range.reduce(0) {
        $0 + metric.figure(of: MetricSum(total: merged[2 * $1], weight: merged[2 * $1 + 1]))
      } / Double(range.count)
    }
  }
}

/// The results of the resamples, each written to a place of its own.
private final class DrawnSlots: @unchecked Sendable {
  let figures: UnsafeMutableBufferPointer<[[Double]]>

  init(count: Int) {
    figures = .allocate(capacity: count)
    figures.initialize(repeating: [])
  }

  deinit {
    figures.deinitialize()
    figures.deallocate()
  }

  var drawn: [[[Double]]] { Array(figures) }
}
