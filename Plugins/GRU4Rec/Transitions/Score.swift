import Debut

/// The weights of the features of an item's score.
///
///     s_i = sum over f of v_f F_f(i),   v_f = V_f . context
///
/// The features of an item: log of the mixture's probability, log of the prior, a log for each trailing popularity,
/// then for each group of evidence log(1 + n p(i) / (10 prior)) with n events of the user, and for each kind of pairs
/// the sum of logs. Trained by the exact softmax over all items.
struct Score: Sendable {
  /// Features that every item has.
  static let dense = 2 + TrailingPopularity.kinds
  static let count = dense + Group.count + PairKind.allCases.count
  static let coefficientCount = count * UserContext.count

  /// [features, context]
  var coefficients: [Float]

  /// The mixture alone.
  init() {
    coefficients = [Float](repeating: 0, count: Self.coefficientCount)
    coefficients[0] = 1
  }

  init(coefficients: [Float]) { self.coefficients = coefficients }

  /// Returns the features' weights for a user.
  func weights(_ context: UserContext) -> [Float] {
    let x = SIMD4<Float>(context.values)
    return (0..<Self.count).map { feature in
      let first = feature * UserContext.count
      return coefficients[first] * x[0] + coefficients[first + 1] * x[1]
        + coefficients[first + 2] * x[2] + coefficients[first + 3] * x[3]
    }
  }
}
