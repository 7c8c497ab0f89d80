/// How item factors are fitted.
///
/// - Stability: may change in a minor version
public struct FactorOptions: Hashable, Sendable {
  /// Length of the user and item vectors, at least 1.
  public var rank = 20
  /// How often users and items are fitted in turn, at least 1.
  public var alternations = 15
  /// Groups of training users for cross-fitting, at least 2.
  public var groups = 5
  /// What is assumed of biases, vectors and noise before the data is seen; nil: `FactorPriors` derives
  /// it from the ratings' variance.
  public var priors: FactorPriors?

  /// What the models use unless something else is said.
  public init() {}
}

/// Variances of the factor model, the mean of everything being zero.
///
/// - Stability: may change in a minor version
public struct FactorPriors: Hashable, Sendable {
  /// Of a rating around its expectation, in stars squared.
  public var noise: Float
  /// Of the users' biases, in stars squared.
  public var userBias: Float
  /// Of the items' biases, in stars squared.
  public var itemBias: Float
  /// Of each number of an item's vector, in stars squared; those of users' vectors have variance 1, which
  /// fixes the scale of both.
  public var itemVector: Float

  /// - Precondition: all positive.
  public init(noise: Float, userBias: Float, itemBias: Float, itemVector: Float) {
    precondition(
      min(noise, userBias, itemBias, itemVector) > 0, "a prior's variance is positive")
    self.noise = noise
    self.userBias = userBias
    self.itemBias = itemBias
    self.itemVector = itemVector
  }

  /// Shares of the variance of all ratings, so that the model is the same on any scale of stars.
  ///
  /// Not learnt from the data: the variational bound's best noise is far below that of ratings yet
  /// to come, as users and items are assumed independent, and predictions get worse with it.
  ///
  /// - Parameters:
  ///   - variance: of all ratings around their mean, in stars squared.
  ///   - rank: the more numbers a vector has, the less each of them varies.
  init(variance: Float, rank: Int) {
    self.init(
      noise: 0.58 * variance, userBias: 0.18 * variance, itemBias: 0.135 * variance,
      itemVector: 0.9 * variance / Float(max(rank, 1)))
  }
}
