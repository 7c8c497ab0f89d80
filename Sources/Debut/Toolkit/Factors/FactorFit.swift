/// Variational matrix factorisation with biases (Lim and Teh 2007): the posterior is assumed to fall
/// apart into one normal distribution a user and one an item, each with a full covariance over bias
/// and vector. Given the items, every user's is the solution of a small linear system, and vice versa; the
/// two sides are fitted in turn. Unlike the point estimates of alternating least squares it knows how
/// unsure it is of an item with two ratings, and so does not over-fit with many factors.
struct FactorFit {
  let ratings: FactorRatings
  let priors: FactorPriors
  let items: FactorSide
  private let users: FactorSide
  private let compute: Compute

  /// Ready to start: item biases at zero, vectors small and random.
  init(_ data: TrainingSet, options: FactorOptions, seed: UInt64, compute: Compute) {
    precondition(options.rank >= 1, "a vector has at least one number")
    ratings = FactorRatings(data)
    priors =
      options.priors ?? FactorPriors(variance: ratings.variance, rank: options.rank)
    items = FactorSide(rows: data.itemCount, rank: options.rank)
    users = FactorSide(rows: data.histories.count, rank: options.rank)
    self.compute = compute
    var generator = SeededGenerator(seed: seed)
    let start = Embedding(
      "start", count: data.itemCount, dimension: options.rank,
      deviation: 0.3 * priors.itemVector.squareRoot(), using: &generator
    ).table
    for item in 0..<data.itemCount {
      (items.means.base + item * items.layout.d + 1).update(
        from: start.row(item), count: options.rank)
    }
    items.tabulate(0..<data.itemCount, on: compute.kernels)
  }

  /// Fits users, then items.
  func alternate() {
    users.fit(
      ratings.users, to: items, ridge: ridge(bias: priors.userBias, vector: 1),
      noise: priors.noise, compute: compute)
    items.fit(
      ratings.items, to: users, ridge: ridge(bias: priors.itemBias, vector: priors.itemVector),
      noise: priors.noise, compute: compute)
  }

  private func ridge(bias: Float, vector: Float) -> [Float] {
    [priors.noise / bias]
      + Array(repeating: priors.noise / vector, count: items.layout.d - 1)
  }

  /// - Parameter countScale: what the items' counts are multiplied by.
  func factors(countScale: Float = 1) -> ItemFactors {
    let (d, rows) = (items.layout.d, items.rows)
    var vectors: [Float] = []
    vectors.reserveCapacity(rows * (d - 1))
    for item in 0..<rows {
      vectors += UnsafeBufferPointer(start: items.means.base + item * d + 1, count: d - 1)
    }
    return ItemFactors(
      rank: d - 1, mean: ratings.mean, priors: priors,
      biases: (0..<rows).map { items.means.base[$0 * d] }, vectors: vectors,
      covariances: Array(items.covariances.floats),
      counts: (0..<rows).map { Float(ratings.items.count($0)) * countScale })
  }
}

extension ItemFactors {
  /// Fits item factors to all users of `data`.
  ///
  /// Whoever trains a further model on the same users wants `CrossFittedFactors`: these factors have
  /// seen their ratings. Stops between alternations where the run says so, with the factors as they are
  /// then. The same bits at any number of threads.
  ///
  /// - Parameter part: what the run's monitor is told that is being done.
  /// - Throws: `EngineError.noTrainingRatings`.
  /// - Complexity: O(alternations (ratings rank^2 + (users + items) rank^3)).
  public init(
    _ data: TrainingSet, run: TrainingContext, options: FactorOptions = FactorOptions(),
    part: String = "factors"
  ) throws {
    self = try Self.fitted(to: data, run: run, options: options, countScale: 1, part: part)
  }

  static func fitted(
    to data: TrainingSet, run: TrainingContext, options: FactorOptions, countScale: Float,
    part: String
  ) throws -> ItemFactors {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let fit = FactorFit(data, options: options, seed: run.seed, compute: run.compute)
    let alternations = max(options.alternations, 1)
    for done in 1...alternations {
      fit.alternate()
      run.progress(part, Double(done) / Double(alternations))
      if run.shouldStop { break }
    }
    return fit.factors(countScale: countScale)
  }
}
