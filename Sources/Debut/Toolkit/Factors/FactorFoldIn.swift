/// A user folded into a matrix factorisation: the posterior of bias and vector given the ratings so far, all
/// items being fixed.
///
/// A rating of age a (the number of later ones) weighs decay^a: people's taste and use of the scale drift.
/// The items' uncertainty enters: a rating of an item that little is known of tells little. Works for fresh
/// users and for known ones alike.
///
/// - Stability: may change in a minor version
public struct FactorFoldIn: Sendable {
  private var walk: MultiDecayFoldIn

  /// A user of whom nothing is known: the prior. - Precondition: decay in 0 ... 1.
  public init(_ items: FoldInItems, decay: Float = 1) {
    walk = MultiDecayFoldIn(items, decays: [decay])
  }

  /// What users are folded into.
  public var items: FoldInItems { walk.items }
  /// What a rating weighs against the next one, 0 ... 1; 1: all the same.
  public var decay: Float { walk.decays[0] }
  /// Ratings so far.
  public var count: Int { walk.count }
  /// [1 + rank] bias and vector.
  public var user: [Float] { walk.users }

  /// Takes one more rating, in stars, into account. Allocates nothing. - Complexity: O(rank^3).
  public mutating func add(item: Int, rating: Float) { walk.add(item: item, rating: rating) }

  /// Takes a history into account, oldest rating first: one solve for all of it.
  public mutating func add(_ history: History) { walk.add(history) }

  /// The expected rating of an item in stars, not clipped. - Complexity: O(rank).
  public func prediction(of item: Int) -> Float {
    items.factors.mean + items.factors.biases[item] + walk.offset(0, of: item)
  }
}

extension FactorFoldIn {
  /// How unsure the prediction of an item is, in stars squared, the rating's own noise left out: the
  /// variance of b_u + b_i + p_u . q_i under both posteriors. - Complexity: O(rank^3).
  public func variance(ofPredictionFor item: Int) -> Float {
    let (layout, kernels) = (items.layout, items.kernels)
    let (d, packed) = (layout.d, layout.packed)
    let room = layout.stride + packed + kernels.choleskyScratch(d)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { scratch in
      walk.withEvidence { evidence in
        guard let system = scratch.baseAddress else { return nil }
        let inverse = system + layout.stride
        items.write(evidence, to: system)
        kernels.choleskySolve(
          1, d, system, layout.stride, system + packed, d, system + packed, d, inverse, packed,
          inverse + packed)
        // trace(Cov_user E[F F']) + (1, p)' Cov_item (1, p)
        let fromUser = trace(inverse, items.row(item)) * items.factors.priors.noise
        let covariance = items.side.covariances.base + item * packed
        return fromUser + form(covariance)
      } ?? .nan
    }
  }

  /// trace(A B) of packed symmetric matrices.
  private func trace(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
    var sum = 2 * items.kernels.dot(items.layout.packed, a, b)
    for k in 0..<items.layout.d {
      let i = PackedTriangle.diagonal(k)
      sum -= a[i] * b[i]
    }
    return sum
  }

  /// x' A x with x = (1, p) and A packed.
  private func form(_ a: UnsafePointer<Float>) -> Float {
    var sum: Float = 0
    for i in 0..<items.layout.d {
      let row = a + PackedTriangle.row(i)
      var product: Float = 0
      for j in 0..<i { product += 2 * row[j] * (j == 0 ? 1 : user[j]) }
      product += row[i] * (i == 0 ? 1 : user[i])
      sum += product * (i == 0 ? 1 : user[i])
    }
    return sum
  }
}
