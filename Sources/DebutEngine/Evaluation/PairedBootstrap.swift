import Debut

/// How far the errors of an evaluation's models would differ with other users: a paired bootstrap.
///
/// A resample draws as many users as there are, with replacement, and every model's error is pooled
/// over the same draw, so that what makes a draw hard makes it hard for all of them. Users are drawn
/// and not ratings, since the ratings of one user err together. Where a model has several seeds, its
/// error in a draw is the mean over them.
public struct PairedBootstrap: Sendable {
  /// An error that an evaluation shows.
  public enum Measure: Hashable, Sendable {
    /// The root mean squared error after histories of some length.
    case rmse(HistoryBucket)
    /// The mean absolute error of all predictions.
    case mae
    /// The mean over users of the root mean squared error of each.
    case rmsePerUser

    static let all = HistoryBucket.allCases.map { rmse($0) } + [.mae, .rmsePerUser]
  }

  /// One model's error minus another's.
  public struct Difference: Hashable, Sendable {
    /// In stars; below zero where the first model is the better one.
    public let value: Double
    /// The interval that holds the middle 95 % of all resamples' differences.
    public let low, high: Double
    /// Users who were asked for something that the error is over.
    public let users: Int

    /// Whether all of the interval lies on one side of zero. That of a single user is no interval.
    public var excludesZero: Bool { users > 1 && (low > 0 || high < 0) }
  }

  /// Resamples that are drawn unless something else is said.
  public static let defaultResamples = 2_000

  /// The number of users with ratings that were asked for.
  public let users: Int
  /// The number of draws.
  public let resamples: Int
  private let models: [String]
  private let sums: [UserSums]
  /// [measures][models] the errors.
  private let errors: [[Double]]
  /// [resamples][measures][models] the errors in each resample.
  private let drawn: [[[Double]]]

  /// Draws. The same seed gives the same intervals at any number of threads.
  ///
  /// - Precondition: at least one resample.
  /// - Complexity: O(resamples x users x (models + drawing)).
  public init(
    _ evaluation: Evaluation, resamples: Int = defaultResamples, seed: UInt64 = 0,
    workers: Workers
  ) {
    precondition(resamples > 0, "an interval comes from resamples")
    var places: [Int64: Int] = [:]
    let users = evaluation.questions.map { question in
      places[question.userID]
        ?? {
          places[question.userID] = places.count
          return places.count - 1
        }()
    }
    let sums = Measure.all.map { UserSums($0, evaluation, users: users, count: places.count) }
    self.sums = sums
    let count = places.count
    self.users = count
    self.resamples = resamples
    models = evaluation.answers.map(\.model)
    errors = sums.map { $0.errors([Int32](repeating: 1, count: count)) }
    var root = SeededGenerator(seed: seed)
    let generators = (0..<resamples).map { _ in root.split() }
    let slots = DrawnSlots(count: resamples)
    workers.run(shards: resamples) { resample in
      var generator = generators[resample]
      // How often each user is drawn.
      var weights = [Int32](repeating: 0, count: count)
      for _ in 0..<count { weights[generator.below(count)] += 1 }
      slots.errors[resample] = sums.map { $0.errors(weights) }
    }
    drawn = slots.drawn
  }

  /// The error of one model minus that of another; nil where the evaluation had no such model, or asked
  /// for nothing that the error is over.
  ///
  /// A resample may have none of the few users with histories of some length: it says nothing of these.
  public func difference(
    of model: String, to other: String, in measure: Measure = .rmse(.all)
  ) -> Difference? {
    guard let a = models.firstIndex(of: model), let b = models.firstIndex(of: other),
      let m = Measure.all.firstIndex(of: measure)
    else { return nil }
    let differences = drawn.map { $0[m][a] - $0[m][b] }.filter { !$0.isNaN }.sorted()
    guard !differences.isEmpty else { return nil }
    return Difference(
      value: errors[m][a] - errors[m][b], low: Self.quantile(0.025, of: differences),
      high: Self.quantile(0.975, of: differences), users: sums[m].users.count)
  }

  /// The quantile of sorted values, between two of them in proportion.
  static func quantile(_ fraction: Double, of sorted: [Double]) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// One error's sums by user: all that a draw of users needs. Every error that is shown is a quotient of
/// two sums over users, or the root of one.
private struct UserSums: Sendable {
  /// The users who were asked for something that the error is over, ascending.
  private(set) var users: [Int] = []
  /// [users] what is below the line: the number of their ratings, or one for each.
  private var weights: [Double] = []
  /// [users, series] what is above it; a series is one seed of one model.
  private var sums: [Double] = []
  private let isRoot: Bool
  /// The series of each model.
  private let series: [Range<Int>]
  private let width: Int

  /// - Parameters:
  ///   - places: for each question the place of its user.
  ///   - count: all users.
  init(
    _ measure: PairedBootstrap.Measure, _ evaluation: Evaluation, users places: [Int], count: Int
  ) {
    var series: [Range<Int>] = []
    for model in evaluation.answers {
      let start = series.last?.upperBound ?? 0
      series.append(start..<start + model.runs.count)
    }
    self.series = series
    width = series.last?.upperBound ?? 0
    isRoot = measure != .mae && measure != .rmsePerUser

    let asked = evaluation.questions.indices.filter { measure.holds(evaluation.questions[$0]) }
    var rows = [Int](repeating: -1, count: count)
    for i in asked { rows[places[i]] = 0 }
    users = rows.indices.filter { rows[$0] == 0 }
    for (row, user) in users.enumerated() { rows[user] = row }
    weights = [Double](repeating: 0, count: users.count)
    sums = [Double](repeating: 0, count: users.count * width)
    for i in asked { weights[rows[places[i]]] += 1 }
    for (place, run) in evaluation.answers.flatMap(\.runs).enumerated() {
      for i in asked {
        let error = Double(run.stars[i]) - Double(evaluation.questions[i].rating)
        sums[rows[places[i]] * width + place] += measure == .mae ? abs(error) : error * error
      }
    }
    guard measure == .rmsePerUser else { return }
    for row in users.indices {
      for s in row * width..<(row + 1) * width { sums[s] = (sums[s] / weights[row]).squareRoot() }
      weights[row] = 1
    }
  }

  /// The error of each model where every user counts as often as drawn; NaN where none of those asked
  /// was.
  func errors(_ drawn: [Int32]) -> [Double] {
    var total = 0.0
    let above = [Double](unsafeUninitializedCapacity: width) { above, initialised in
      above.initialize(repeating: 0)
      initialised = width
      sums.withUnsafeBufferPointer { sums in
        // Of those not drawn nothing is added: that costs less than to ask of each.
        for (row, user) in users.enumerated() {
          let times = Double(drawn[user])
          total += times * weights[row]
          let start = row * width
          for s in 0..<width { above[s] += times * sums[start + s] }
        }
      }
    }
    return series.map { range in
      above[range].reduce(0) { $0 + (isRoot ? ($1 / total).squareRoot() : $1 / total) }
        / Double(range.count)
    }
  }
}

extension PairedBootstrap.Measure {
  /// Whether a question is one of those that the error is over.
  fileprivate func holds(_ question: Target) -> Bool {
    guard case .rmse(let bucket) = self, bucket != .all else { return true }
    return HistoryBucket.of(question.position) == bucket
  }
}

/// Where each resample writes to a place of its own.
private final class DrawnSlots: @unchecked Sendable {
  let errors: UnsafeMutableBufferPointer<[[Double]]>

  init(count: Int) {
    errors = .allocate(capacity: count)
    errors.initialize(repeating: [])
  }

  deinit {
    errors.deinitialize()
    errors.deallocate()
  }

  var drawn: [[[Double]]] { Array(errors) }
}
