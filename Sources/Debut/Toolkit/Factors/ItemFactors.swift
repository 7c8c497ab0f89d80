/// What a matrix factorisation knows of the items; see `CrossFittedFactors` for how to get it.
///
///     r_ui = mean + b_u + b_i + p_u . q_i + noise
///
/// For every item the posterior of w_i = (b_i, q_i) is a normal distribution with a mean and a full
/// covariance; biases and vectors are those means. Flat arrays, as a model's file holds them.
///
/// - Stability: may change in a minor version
public struct ItemFactors: Sendable {
  /// Length of a vector.
  public let rank: Int
  /// The mean of the ratings that were learnt from, in stars.
  public let mean: Float
  /// The priors that were learnt with.
  public let priors: FactorPriors
  /// [items] in stars; 0 for an item without ratings.
  public let biases: [Float]
  /// [items, rank]; zeros for an item without ratings.
  public let vectors: [Float]
  /// [items, covarianceCount] of (b_i, q_i): the lower triangle, packed row by row, entry (j, k) at
  /// j (j + 1) / 2 + k for k <= j. The prior for an item without ratings.
  public let covariances: [Float]
  /// [items] the sum of the covariance's diagonal: how little is known of the item.
  public let traces: [Float]
  /// [items] ratings that were learnt from; scaled to the whole training set in a group's table.
  public let counts: [Float]

  /// Items in the tables.
  public var itemCount: Int { biases.count }
  /// Numbers of one item's covariance.
  public var covarianceCount: Int { (rank + 1) * (rank + 2) / 2 }

  /// Puts together what was read from a file.
  ///
  /// - Precondition: the arrays have the sizes that their comments say.
  public init(
    rank: Int, mean: Float, priors: FactorPriors, biases: [Float], vectors: [Float],
    covariances: [Float], counts: [Float]
  ) {
    let packed = (rank + 1) * (rank + 2) / 2
    precondition(
      vectors.count == biases.count * rank && covariances.count == biases.count * packed
        && counts.count == biases.count, "one bias, vector, covariance and count an item")
    self.rank = rank
    self.mean = mean
    self.priors = priors
    self.biases = biases
    self.vectors = vectors
    self.covariances = covariances
    self.counts = counts
    traces = biases.indices.map { item in
      (0...rank).reduce(0) { $0 + covariances[item * packed + PackedTriangle.diagonal($1)] }
    }
  }
}

/// Lower triangles packed row by row.
enum PackedTriangle {
  /// Numbers of a triangle of n rows.
  static func count(_ n: Int) -> Int { n * (n + 1) / 2 }
  /// Where row i starts.
  static func row(_ i: Int) -> Int { i * (i + 1) / 2 }
  /// Where entry (i, i) is.
  static func diagonal(_ i: Int) -> Int { i * (i + 3) / 2 }
}
