/// Options of the fit of item factors.
///
/// - Stability: evolving.
public struct FactorOptions: Hashable, Sendable {
  /// Length of the user and item vectors; at least 1.
  public var rank = 20
  /// Number of times that users and items are fitted in turn; at least 1.
  public var alternations = 12
  /// Number of groups of training users for cross-fitting; at least 2.
  public var groups = 5
  /// Variances of biases, vectors and noise; if nil, they are derived from the ratings' variance.
  public var priors: FactorPriors?

  /// Alternations of a fit that starts from factors of other ratings.
  static let furtherAlternations = 8

  /// Creates the options that the models use by default.
  public init() {}
}

/// Prior variances of the factor model; all prior means are zero.
///
/// - Stability: evolving.
public struct FactorPriors: Hashable, Sendable {
  /// Variance of a rating around its expectation, in stars squared.
  public var noise: Float
  /// Variance of the users' biases, in stars squared.
  public var userBias: Float
  /// Variance of the items' biases, in stars squared.
  public var itemBias: Float
  /// Variance of each number of an item's vector, in stars squared. The numbers of users' vectors have
  /// variance 1, which fixes the scale of both.
  public var itemVector: Float

  /// Creates priors. - Precondition: all are positive.
  public init(noise: Float, userBias: Float, itemBias: Float, itemVector: Float) {
    precondition(
      min(noise, userBias, itemBias, itemVector) > 0, "a prior's variance is positive")
    self.noise = noise
    self.userBias = userBias
    self.itemBias = itemBias
    self.itemVector = itemVector
  }

  /// Derives priors as shares of the variance of all ratings, so that the model is the same on any scale.
  ///
  /// They are not learnt from the data: because users and items are assumed independent, the noise that
  /// maximises the variational bound is far below that of future ratings, and predictions get worse.
  ///
  /// - Parameters:
  ///   - variance: variance of all ratings around their mean, in stars squared.
  ///   - rank: length of the vectors, over which the variance is divided.
  init(variance: Float, rank: Int) {
    self.init(
      noise: 0.58 * variance, userBias: 0.18 * variance, itemBias: 0.135 * variance,
      itemVector: 0.9 * variance / Float(max(rank, 1)))
  }
}
