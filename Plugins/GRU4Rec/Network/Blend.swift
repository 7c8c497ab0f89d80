import Debut

/// The weights of the scores by counts and of the network's logits.
///
///     s_i = (a . context) counts_i + (b . context) network_i
///
/// As a lift, the network's logits are without the log of popularity: it learnt what was popular all along, and counts
/// know what is so lately.
struct Blend: Sendable {
  static let parts = 2
  /// [parts, context]
  var coefficients: [Double]
  /// True if popularity is taken out of the network's logits.
  let isLift: Bool

  /// The weights from which a fit starts, near those of several data sets.
  init(isLift: Bool = false) {
    self.isLift = isLift
    coefficients = [Double](repeating: 0, count: Self.parts * UserContext.count)
    coefficients[0] = 0.9
    coefficients[UserContext.count] = 0.2
  }

  init(coefficients: [Double], isLift: Bool) {
    self.coefficients = coefficients
    self.isLift = isLift
  }

  /// One part alone.
  init(only part: Int) {
    isLift = false
    coefficients = [Double](repeating: 0, count: Self.parts * UserContext.count)
    coefficients[part * UserContext.count] = 1
  }

  /// Returns the weights of both for a user.
  func weights(_ context: UserContext) -> (counts: Float, network: Float) {
    let n = UserContext.count
    return (Float(context.dot(coefficients[..<n])), Float(context.dot(coefficients[n...])))
  }
}
