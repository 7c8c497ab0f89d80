import Debut

/// Item factors as untrained parameters of a model that folds its users in.
struct FactorParameters {
  /// [items, rank]
  let vectors: Parameter
  /// [items, packed triangle of 1 + rank] covariances of bias and vector.
  let covariances: Parameter
  /// [1, 4] the variances of noise, user bias, item bias and item vector.
  let priors: Parameter

  init(_ factors: ItemFactors) {
    let items = factors.itemCount
    vectors = Parameter("factor.vector", rows: items, columns: factors.rank, isTrained: false)
    covariances = Parameter(
      "factor.covariance", rows: items, columns: factors.covarianceCount, isTrained: false)
    priors = Parameter("factor.prior", rows: 1, columns: 4, isTrained: false)
    for (i, value) in factors.vectors.enumerated() { vectors.value.base[i] = value }
    for (i, value) in factors.covariances.enumerated() { covariances.value.base[i] = value }
    let prior = factors.priors
    for (i, value) in [prior.noise, prior.userBias, prior.itemBias, prior.itemVector].enumerated() {
      priors.value.base[i] = value
    }
  }

  /// True if the variances are above 0.
  var areProper: Bool { priors.value.floats.allSatisfy { $0 > 0 } }

  var parameters: [Parameter] { [vectors, covariances, priors] }

  /// Returns the factors.
  ///
  /// - Parameters:
  ///   - mean: mean of the ratings, in stars.
  ///   - biases: [items, 1]
  ///   - counts: [items, 1]
  func factors(mean: Float, biases: Parameter, counts: Parameter) -> ItemFactors {
    let prior = priors.value.base
    return ItemFactors(
      rank: vectors.columns, mean: mean,
      priors: FactorPriors(
        noise: prior[0], userBias: prior[1], itemBias: prior[2], itemVector: prior[3]),
      biases: Array(biases.value.floats), vectors: Array(vectors.value.floats),
      covariances: Array(covariances.value.floats), counts: Array(counts.value.floats))
  }
}

extension ItemFactors {
  /// Creates factors that are all zero, with priors of 1.
  init(zeros items: Int, rank: Int) {
    func zeros(_ columns: Int) -> [Float] { Array(repeating: 0, count: items * columns) }
    self.init(
      rank: rank, mean: 0,
      priors: FactorPriors(noise: 1, userBias: 1, itemBias: 1, itemVector: 1), biases: zeros(1),
      vectors: zeros(rank), covariances: zeros((rank + 1) * (rank + 2) / 2), counts: zeros(1))
  }
}
