/// A mean that follows a stream: each new value makes all older ones weigh `decay` times what they did,
/// and zeros worth `shrinkage` values hold it back while there are few.
///
/// After values x_1 ... x_n it is sum(decay^(n - s) x_s) / (sum(decay^(n - s)) + shrinkage). Fed with a
/// user's residuals around item biases, it is the user's bias, fitted online.
///
/// - Stability: may change in a minor version
public struct DecayedMean: Hashable, Sendable {
  /// 0 ... 1; 1 forgets nothing.
  public let decay: Double
  /// Values' worth of zero; at least 0.
  public let shrinkage: Double
  private var sum = 0.0
  private var weight = 0.0

  /// A mean of nothing yet: 0. - Parameters: see the properties; their ranges are not checked.
  public init(decay: Double, shrinkage: Double) {
    self.decay = decay
    self.shrinkage = shrinkage
  }

  /// Takes one more value into account. O(1).
  public mutating func add(_ value: Double) {
    sum = decay * sum + value
    weight = decay * weight + 1
  }

  /// The mean; 0 before the first value.
  public var value: Double { weight > 0 ? sum / (weight + shrinkage) : 0 }
}
