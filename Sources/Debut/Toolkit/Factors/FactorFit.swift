/// Variational matrix factorisation with biases (Lim and Teh 2007).
///
/// The posterior is approximated by a product of normal distributions, one a user and one an item, each
/// with a full covariance of bias and vector. Given the items, every user's is the solution of a small
/// linear system, and vice versa; the two sides are fitted in turn. Unlike point estimates by alternating
/// least squares, they include the uncertainty of an item with two ratings, and so do not over-fit with
/// many factors.
///
/// A fit takes the variances of the other side, and leaves out what a vector's numbers have in common. Vectors are
/// turned in every alternation into the basis in which the items' numbers are uncorrelated over the ratings: there
/// little is left out, and alternations lead farther (Luttinen and Ilin 2010 on such turns).
struct FactorFit {
  let ratings: FactorRatings
  let priors: FactorPriors
  let items: FactorSide
  private let users: FactorSide
  private let compute: Compute

  /// Starts with factors that were fitted to other ratings, or with item biases at zero and small random vectors.
  init(
    _ data: TrainingSet, options: FactorOptions, from start: ItemFactors?, seed: UInt64,
    compute: Compute
  ) {
    precondition(options.rank >= 1, "a vector has at least one number")
    ratings = FactorRatings(data)
    priors =
      options.priors ?? FactorPriors(variance: ratings.variance, rank: options.rank)
    items = FactorSide(rows: data.itemCount, rank: options.rank, keepsCovariances: true)
    users = FactorSide(
      rows: data.histories.count, rank: options.rank, keepsCovariances: false)
    self.compute = compute
    if let start { copy(start) } else { startAtRandom(seed: seed) }
  }

  private func startAtRandom(seed: UInt64) {
    let rank = items.layout.d - 1
    var generator = SeededGenerator(seed: seed)
    let start = Embedding(
      "start", count: items.rows, dimension: rank,
      deviation: 0.3 * priors.itemVector.squareRoot(), using: &generator
    ).table
    for item in 0..<items.rows {
      (items.means.base + item * items.layout.d + 1).update(from: start.row(item), count: rank)
      items.tabulate(item, covariance: nil)
    }
  }

  private func copy(_ start: ItemFactors) {
    let (d, packed) = (items.layout.d, items.layout.packed)
    _ = items.covariances?.floats.update(fromContentsOf: start.covariances)
    for item in 0..<items.rows {
      let w = items.means.base + item * d
      w[0] = start.biases[item]
      for k in 1..<d { w[k] = start.vectors[item * (d - 1) + k - 1] }
      items.tabulate(item, covariance: items.covariances.map { $0.base + item * packed })
    }
  }

  /// Fits users, then items.
  ///
  /// - Parameters:
  ///   - turns: true turns the vectors into the basis in which the items' numbers are uncorrelated. Those of items are
  ///     then fitted to the end, as they make no sense half turned.
  ///   - goesOn: called often, on the calling thread; false ends the fit there.
  func alternate(turns: Bool = false, goesOn: () -> Bool = { true }) {
    users.fit(
      ratings.users, to: items, ridge: ridge(bias: priors.userBias, vector: 1),
      noise: priors.noise, compute: compute, goesOn: goesOn)
    let turns = turns && goesOn()
    if turns { turn() }
    items.fit(
      ratings.items, to: users, ridge: ridge(bias: priors.itemBias, vector: priors.itemVector),
      noise: priors.noise, compute: compute, goesOn: { turns || goesOn() })
  }

  private func turn() {
    let basis = FactorBasis(of: items, counts: ratings.items.count)
    compute.forBlocks(of: Self.turnedAtOnce, in: users.rows) { first, count in
      basis.turn(users, first..<first + count, on: compute.kernels)
    }
  }

  private static let turnedAtOnce = 256

  private func ridge(bias: Float, vector: Float) -> [Float] {
    [priors.noise / bias]
      + Array(repeating: priors.noise / vector, count: items.layout.d - 1)
  }

  /// A copy of the items' covariances, made on all threads: of many items they take most of the memory.
  private var covariances: [Float] {
    guard let source = items.covariances else { return [] }
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
    self = try Self.fitted(to: data, run: run, options: options, part: part)
  }

  /// Fits items to all users of `data`.
  ///
  /// - Parameters:
  ///   - start: factors of other ratings of these items, from which fewer alternations lead as far; nil: none.
  ///   - countScale: factor on the items' counts.
  static func fitted(
    to data: TrainingSet, run: TrainingContext, options: FactorOptions,
    from start: ItemFactors? = nil, countScale: Float = 1, part: String
  ) throws -> ItemFactors {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let fit = FactorFit(
      data, options: options, from: start, seed: run.seed, compute: run.compute)
    let most = max(options.alternations, 1)
    let alternations = start == nil ? most : min(most, FactorOptions.furtherAlternations)
    for done in 1...alternations {
      fit.alternate(turns: done > 1) { !run.shouldStop }
      run.progress(part, Double(done) / Double(alternations))
      if run.shouldStop { break }
    }
    return fit.factors(countScale: countScale)
  }
}
