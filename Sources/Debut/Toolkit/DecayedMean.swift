/// A running mean: each new value multiplies the weights of all older ones by `decay`, and zeros worth
/// `shrinkage` values hold the mean back while there are few.
///
/// After values x_1 ... x_n it is sum(decay^(n - s) x_s) / (sum(decay^(n - s)) + shrinkage). The running
/// mean of a user's residuals around item biases is the user's bias.
///
/// - Stability: evolving.
public struct DecayedMean: Hashable, Sendable {
  /// Factor on the weight of older values, in 0 ... 1; 1 forgets nothing.
  public let decay: Double
  /// Number of zeros in the mean; at least 0.
  public let shrinkage: Double
  private var sum = 0.0
  private var weight = 0.0

  /// Creates a mean of no values: 0. The ranges of the arguments are not checked.
  public init(decay: Double, shrinkage: Double) {
    self.decay = decay
    self.shrinkage = shrinkage
  }

  /// Adds one more value. - Complexity: O(1).
  public mutating func add(_ value: Double) {
    sum = decay * sum + value
    weight = decay * weight + 1
  }

  /// Mean of the values; 0 before the first.
  public var value: Double { weight > 0 ? sum / (weight + shrinkage) : 0 }
}
