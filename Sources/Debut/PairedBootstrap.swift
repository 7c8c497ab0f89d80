/// How far the errors of an evaluation's models would differ with other users: a paired bootstrap.
///
/// A resample draws as many users as there are, with replacement, and every model's error is pooled
/// over the same draw, so that what makes a draw hard makes it hard for all of them. Users are drawn
/// and not ratings, since the ratings of one user err together. Where a model has several seeds, its
/// error in a draw is the mean over them.
public struct PairedBootstrap: Sendable {
  /// One model's root mean squared error minus another's.
  public struct Difference: Hashable, Sendable {
    /// In stars; below zero where the first model is the better one.
    public let value: Double
    /// The interval that holds the middle 95 % of all resamples' differences.
    public let low, high: Double

    /// Whether all of the interval lies on one side of zero.
    public var excludesZero: Bool { low > 0 || high < 0 }
  }

  /// Resamples that are drawn unless something else is said.
  public static let defaultResamples = 2_000

  /// The number of users with ratings that were asked for.
  public let users: Int
  /// The number of draws.
  public let resamples: Int
  private let models: [String]
  /// The pooled error of each model.
  private let errors: [Double]
  /// The pooled error of each model in each resample.
  private let drawn: [[Double]]

  /// Draws. The same seed gives the same intervals at any number of threads.
  ///
  /// - Precondition: at least one resample.
  /// - Complexity: O(resamples x users x (models + drawing)).
  public init(
    _ evaluation: Evaluation, resamples: Int = defaultResamples, seed: UInt64 = 0,
    workers: Workers
  ) {
    precondition(resamples > 0, "an interval comes from resamples")
    let sums = UserSums(evaluation)
    users = sums.counts.count
    self.resamples = resamples
    models = evaluation.answers.map(\.model)
    errors = sums.errors([Int32](repeating: 1, count: users))
    var root = SeededGenerator(seed: seed)
    let generators = (0..<resamples).map { _ in root.split() }
    let slots = DrawnSlots(count: resamples)
    workers.run(shards: resamples) { resample in
      var generator = generators[resample]
      slots.errors[resample] = sums.errors(sums.draw(using: &generator))
    }
    drawn = models.indices.map { model in slots.drawn.map { $0[model] } }
  }

  /// The error of one model minus that of another; nil where the evaluation had no such model.
  public func difference(of model: String, to other: String) -> Difference? {
    guard let a = models.firstIndex(of: model), let b = models.firstIndex(of: other) else {
      return nil
    }
    let differences = zip(drawn[a], drawn[b]).map { $0 - $1 }.sorted()
    return Difference(
      value: errors[a] - errors[b], low: Self.quantile(0.025, of: differences),
      high: Self.quantile(0.975, of: differences))
  }

  /// The quantile of sorted values, between two of them in proportion.
  static func quantile(_ fraction: Double, of sorted: [Double]) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// Squared errors added up by user: all that a draw of users needs.
private struct UserSums: Sendable {
  /// [users] ratings asked for.
  private(set) var counts: [Double] = []
  /// [users, series] a series is one seed of one model.
  private var squares: [Double] = []
  /// The series of each model.
  private let series: [Range<Int>]
  private let width: Int

  init(_ evaluation: Evaluation) {
    var series: [Range<Int>] = []
    for model in evaluation.answers {
      let start = series.last?.upperBound ?? 0
      series.append(start..<start + model.runs.count)
    }
    self.series = series
    width = series.last?.upperBound ?? 0
    var places: [Int64: Int] = [:]
    let users = evaluation.questions.map { question in
      places[question.userID]
        ?? {
          places[question.userID] = places.count
          return places.count - 1
        }()
    }
    counts = [Double](repeating: 0, count: places.count)
    squares = [Double](repeating: 0, count: places.count * width)
    for user in users { counts[user] += 1 }
    for (place, run) in evaluation.answers.flatMap(\.runs).enumerated() {
      for (i, user) in users.enumerated() {
        let error = Double(run.stars[i]) - Double(evaluation.questions[i].rating)
        squares[user * width + place] += error * error
      }
    }
  }

  /// How often each user is drawn.
  func draw(using generator: inout SeededGenerator) -> [Int32] {
    var weights = [Int32](repeating: 0, count: counts.count)
    for _ in counts.indices { weights[generator.below(counts.count)] += 1 }
    return weights
  }

  /// The root mean squared error of each model over users of these weights.
  func errors(_ weights: [Int32]) -> [Double] {
    var count = 0.0
    let sums = [Double](unsafeUninitializedCapacity: width) { sums, initialised in
      sums.initialize(repeating: 0)
      initialised = width
      squares.withUnsafeBufferPointer { squares in
        for (user, weight) in weights.enumerated() where weight > 0 {
          let weight = Double(weight)
          count += weight * counts[user]
          for s in 0..<width { sums[s] += weight * squares[user * width + s] }
        }
      }
    }
    return series.map { range in
      sums[range].reduce(0) { $0 + ($1 / count).squareRoot() } / Double(range.count)
    }
  }
}

/// Where each resample writes to a place of its own.
private final class DrawnSlots: @unchecked Sendable {
  let errors: UnsafeMutableBufferPointer<[Double]>

  init(count: Int) {
    errors = .allocate(capacity: count)
    errors.initialize(repeating: [])
  }

  deinit {
    errors.deinitialize()
    errors.deallocate()
  }

  var drawn: [[Double]] { Array(errors) }
}
