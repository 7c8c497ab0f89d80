/// Variational matrix factorisation with biases (Lim and Teh 2007).
///
/// The posterior is approximated by a product of normal distributions, one a user and one an item, each
/// with a full covariance of bias and vector. Given the items, every user's is the solution of a small
/// linear system, and vice versa; the two sides are fitted in turn. Unlike point estimates by alternating
/// least squares, they include the uncertainty of an item with two ratings, and so do not over-fit with
/// many factors.
struct FactorFit {
  let ratings: FactorRatings
  let priors: FactorPriors
  let items: FactorSide
  private let users: FactorSide
  private let compute: Compute

  /// Starts with item biases at zero, and small random vectors.
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
  ///
  /// - Parameter goesOn: called often, on the calling thread; false ends the fit there.
  func alternate(goesOn: () -> Bool = { true }) {
    users.fit(
      ratings.users, to: items, ridge: ridge(bias: priors.userBias, vector: 1),
      noise: priors.noise, compute: compute, goesOn: goesOn)
    items.fit(
      ratings.items, to: users, ridge: ridge(bias: priors.itemBias, vector: priors.itemVector),
      noise: priors.noise, compute: compute, goesOn: goesOn)
  }

  private func ridge(bias: Float, vector: Float) -> [Float] {
    [priors.noise / bias]
      + Array(repeating: priors.noise / vector, count: items.layout.d - 1)
  }

  /// A copy of the items' covariances, made on all threads: of many items they take most of the memory.
  private var covariances: [Float] {
    let source = items.covariances
    return [Float](unsafeUninitializedCapacity: source.count) { copy, count in
      if let target = copy.baseAddress {
        compute.forElements(source.count) { first, count in
          (target + first).initialize(from: source.base + first, count: count)
        }
      }
      count = source.count
    }
  }

  /// Returns the factors of the items.
  ///
  /// - Parameter countScale: factor on the items' counts.
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
      covariances: covariances,
      counts: (0..<rows).map { Float(ratings.items.count($0)) * countScale })
  }
}

extension ItemFactors {
  /// Fits item factors to all users of `data`.
  ///
  /// To train a further model on the same users, use `CrossFittedFactors`, because these factors contain
  /// their ratings. If the run stops, the fit ends amid the current alternation. The bits do not depend
  /// on the number of threads.
  ///
  /// - Parameters:
  ///   - data: the ratings.
  ///   - run: the context of the training: seed, threads and monitor.
  ///   - options: rank and alternations.
  ///   - part: name of this work for the run's monitor.
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
      fit.alternate { !run.shouldStop }
      run.progress(part, Double(done) / Double(alternations))
      if run.shouldStop { break }
    }
    return fit.factors(countScale: countScale)
  }
}
