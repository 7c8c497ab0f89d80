import Debut

/// The weights of the scores by counts and of the network's logits.
///
///     s_i = (a . context) counts_i + (b . context) network_i
struct Blend: Sendable {
  static let parts = 2
  /// [parts, context]
  var coefficients: [Double]

  /// The weights from which a fit starts, near those of several data sets.
  init() {
    coefficients = [Double](repeating: 0, count: Self.parts * UserContext.count)
    coefficients[0] = 0.9
    coefficients[UserContext.count] = 0.2
  }

  init(coefficients: [Double]) { self.coefficients = coefficients }

  /// One part alone.
  init(only part: Int) {
    coefficients = [Double](repeating: 0, count: Self.parts * UserContext.count)
    coefficients[part * UserContext.count] = 1
  }

  /// Returns the weights of both for a user.
  func weights(_ context: UserContext) -> (counts: Float, network: Float) {
    let n = UserContext.count
    return (Float(context.dot(coefficients[..<n])), Float(context.dot(coefficients[n...])))
  }
}
