/// The outcome of a target: the observation that a prediction is compared with.
///
/// The predicted number of a target is of the kind of its outcome.
///
/// - Stability: stable; cases may be added.
public enum Outcome: Hashable, Sendable {
  /// The user's rating in stars. Its prediction is the expected rating in stars.
  case rating(Float)
  /// The item that came next. Its prediction is the rank that a model gives it among the candidates: 1 is the
  /// best, 0 is that of an item that is no candidate.
  case nextItem

  /// The observed number, which is the perfect prediction: stars, or rank 1.
  public var value: Float {
    switch self {
    case .rating(let stars): stars
    case .nextItem: 1
    }
  }
}

/// A figure of merit: computed from targets and their predictions, user by user.
///
/// A metric adds predictions to one accumulator a user. Accumulators of several users are merged by
/// adding them, and the figure is computed from the merged one. A bootstrap draws users, and so merges
/// the same accumulators in other proportions.
///
/// ```swift
/// struct HitRate: Metric {
///   let name = "hitRate"
///   let title = "Hit rate"
///   let unit = ""
///   let direction = MetricDirection.largerIsBetter
///
///   func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
///     sum.add(abs(prediction - outcome.value) < 0.5 ? 1 : 0)
///   }
/// }
/// ```
///
/// - Stability: stable; requirements with defaults may be added.
public protocol Metric: Sendable {
  /// The key in tables for programs, such as `rmse`. Unique in an evaluation.
  var name: String { get }
  /// The heading in tables for people, such as `RMSE`.
  var title: String { get }
  /// The unit, such as `stars`; empty for a pure number.
  var unit: String { get }
  /// The better direction.
  var direction: MetricDirection { get }
  /// The way from users to one figure. The default is over all targets.
  var pooling: MetricPooling { get }

  /// Adds the prediction of one target to the accumulator of its user.
  func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum)

  /// Returns the figure of merged accumulators; NaN without weight. The default is the weighted mean.
  func value(of sum: MetricSum) -> Double
}

/// The better direction of a metric.
///
/// - Stability: stable.
public enum MetricDirection: Hashable, Sendable {
  /// An error: zero is perfect.
  case smallerIsBetter
  /// A gain, such as the share of hits.
  case largerIsBetter

  /// Returns true if the first figure is better than the second. Nothing is better than NaN, or NaN
  /// than anything.
  public func isBetter(_ value: Double, than other: Double) -> Bool {
    switch self {
    case .smallerIsBetter: value < other
    case .largerIsBetter: value > other
    }
  }

  /// The worst of all figures, an infinity.
  public var worst: Double { self == .smallerIsBetter ? .infinity : -.infinity }
}

/// The way from the accumulators of users to one figure.
///
/// - Stability: stable.
public enum MetricPooling: Hashable, Sendable {
  /// All targets count alike, so that users with many targets weigh more.
  case targets
  /// The figure is the mean over users of the figure of each: all users count alike.
  case users
}

/// The accumulator of a metric: a sum and its weight, such as squared errors and their number.
///
/// - Stability: stable.
public struct MetricSum: Hashable, Sendable {
  /// The sum of the terms, each times its weight.
  public var total: Double
  /// The sum of the weights; 0 if nothing was added.
  public var weight: Double

  /// Makes an accumulator, by default an empty one.
  public init(total: Double = 0, weight: Double = 0) {
    self.total = total
    self.weight = weight
  }

  /// Adds a term of weight 1.
  public mutating func add(_ term: Double) {
    total += term
    weight += 1
  }

  /// Merges another accumulator into this one.
  public mutating func merge(_ other: MetricSum) {
    total += other.total
    weight += other.weight
  }

  /// The weighted mean of the terms; NaN if nothing was added.
  public var mean: Double { total / weight }
}

extension Metric {
  /// All targets count alike.
  public var pooling: MetricPooling { .targets }

  /// Returns the weighted mean.
  public func value(of sum: MetricSum) -> Double { sum.mean }

  /// Returns what one user contributes to the figure: the accumulator itself if all targets count alike,
  /// otherwise the user's figure with weight 1.
  public func share(of user: MetricSum) -> MetricSum {
    switch pooling {
    case .targets: user
    case .users: MetricSum(total: value(of: user), weight: 1)
    }
  }

  /// Returns the figure of the merged shares of users; NaN without any.
  public func figure(of shares: MetricSum) -> Double {
    switch pooling {
    case .targets: value(of: shares)
    case .users: shares.mean
    }
  }
}

/// The root of the mean squared error, in stars.
///
/// - Stability: stable.
public struct RootMeanSquaredError: Metric {
  /// Over all targets, or the mean over users of the error of each.
  public let pooling: MetricPooling

  /// Makes the metric, by default over all targets.
  public init(pooling: MetricPooling = .targets) { self.pooling = pooling }

  /// `rmse`, or `rmsePerUser`.
  public var name: String { pooling == .targets ? "rmse" : "rmsePerUser" }
  /// `RMSE`
  public var title: String { "RMSE" }
  /// `stars`
  public var unit: String { "stars" }
  /// Zero is perfect.
  public var direction: MetricDirection { .smallerIsBetter }

  /// Adds the squared error.
  public func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
    let error = Double(prediction) - Double(outcome.value)
    sum.add(error * error)
  }

  /// Returns the root of the mean.
  public func value(of sum: MetricSum) -> Double { sum.mean.squareRoot() }
}

/// The mean absolute error, in stars.
///
/// - Stability: stable.
public struct MeanAbsoluteError: Metric {
  /// Makes the metric.
  public init() {}

  /// `mae`
  public var name: String { "mae" }
  /// `MAE`
  public var title: String { "MAE" }
  /// `stars`
  public var unit: String { "stars" }
  /// Zero is perfect.
  public var direction: MetricDirection { .smallerIsBetter }

  /// Adds the absolute error.
  public func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
    sum.add(abs(Double(prediction) - Double(outcome.value)))
  }
}
