import Debut

extension MatrixFactorisation {
  private static let biases = "item.bias"
  private static let vectors = "item.weight"
  private static let covariances = "item.covariance"
  private static let counts = "item.count"
  private static let mean = "mean"
  /// [4] variances of noise, user bias, item bias and item vector.
  private static let priors = "prior"
  private static let decay = "decay"

  public func save(to state: inout StateWriter) throws {
    guard let scorer else { return }
    let factors = scorer.items.factors
    let count = factors.itemCount
    let priors = factors.priors
    state.add(Self.biases, factors.biases)
    state.add(Self.vectors, factors.vectors, shape: [count, factors.rank])
    state.add(Self.covariances, factors.covariances, shape: [count, factors.covarianceCount])
    state.add(Self.counts, factors.counts)
    state.add(Self.mean, [factors.mean])
    state.add(
      Self.priors, [priors.noise, priors.userBias, priors.itemBias, priors.itemVector])
    state.add(Self.decay, [scorer.decay])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let (count, rank) = (outline.itemCount, options.factors)
    let priors = try state.floats(Self.priors, shape: [4])
    let decay = try state.floats(Self.decay, shape: [1])[0]
    guard priors.allSatisfy({ $0 > 0 }), 0...1 ~= decay else {
      throw EngineError.badModelFile(
        reason: "its variances are not above 0, or its decay is not from 0 to 1")
    }
    let factors = ItemFactors(
      rank: rank, mean: try state.floats(Self.mean, shape: [1])[0],
      priors: FactorPriors(
        noise: priors[0], userBias: priors[1], itemBias: priors[2], itemVector: priors[3]),
      biases: try state.floats(Self.biases, shape: [count]),
      vectors: try state.floats(Self.vectors, shape: [count, rank]),
      covariances: try state.floats(
        Self.covariances, shape: [count, (rank + 1) * (rank + 2) / 2]),
      counts: try state.floats(Self.counts, shape: [count]))
    prepareToAnswer(factors, decay: decay, run.compute.kernels)
  }
}

extension MatrixFactorisation: ProvidesItemVectors {
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    let factors = scorer?.items.factors
    return ItemVectors.result(
      factors.map { ItemVectors(dimension: $0.rank, values: $0.vectors) })
  }
}
