/// The items of a matrix factorisation. `CrossFittedFactors` fits them for the training of a further model.
///
///     r_ui = mean + b_u + b_i + p_u . q_i + noise
///
/// For every item the posterior of w_i = (b_i, q_i) is a normal distribution with a mean and a full
/// covariance; biases and vectors are these means. The arrays are flat, as in a model file.
///
/// - Stability: evolving.
public struct ItemFactors: Sendable {
  /// Length of a vector.
  public let rank: Int
  /// Mean of the ratings fitted to, in stars.
  public let mean: Float
  /// Priors of the fit.
  public let priors: FactorPriors
  /// [items] biases in stars; 0 for an item without ratings.
  public let biases: [Float]
  /// [items, rank] vectors; zeros for an item without ratings.
  public let vectors: [Float]
  /// [items, covarianceCount] covariances of (b_i, q_i): lower triangles packed row by row, with entry
  /// (j, k) at j (j + 1) / 2 + k for k <= j. An item without ratings has the prior.
  public let covariances: [Float]
  /// [items] trace of the covariance: the item's uncertainty.
  public let traces: [Float]
  /// [items] ratings fitted to, scaled to the whole training set in a group's table.
  public let counts: [Float]

  /// Number of items.
  public var itemCount: Int { biases.count }
  /// Numbers of one item's covariance.
  public var covarianceCount: Int { (rank + 1) * (rank + 2) / 2 }

  /// Creates factors from arrays, such as those of a model file.
  ///
  /// - Precondition: the arrays have the sizes that the properties document.
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

/// The layout of lower triangles packed row by row.
enum PackedTriangle {
  /// Returns the numbers of a triangle of n rows.
  static func count(_ n: Int) -> Int { n * (n + 1) / 2 }
  /// Returns the offset of row i.
  static func row(_ i: Int) -> Int { i * (i + 1) / 2 }
  /// Returns the offset of entry (i, i).
  static func diagonal(_ i: Int) -> Int { i * (i + 3) / 2 }
}
