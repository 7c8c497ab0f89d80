/// A user folded into a matrix factorisation: the posterior of bias and vector given the ratings so far,
/// with all items fixed.
///
/// A rating of age a (the number of later ones) has the weight decay^a, because taste and the use of the
/// scale drift. The items' uncertainty is included: a rating of an item with few ratings changes the user
/// little. Fresh and training users are folded in alike.
///
/// - Stability: evolving.
public struct FactorFoldIn: Sendable {
  private var foldIn: MultiDecayFoldIn

  /// Creates a user without ratings: the prior. - Precondition: decay in 0 ... 1.
  public init(_ items: FoldInItems, decay: Float = 1) {
    foldIn = MultiDecayFoldIn(items, decays: [decay])
  }

  /// The items that the user is folded into.
  public var items: FoldInItems { foldIn.items }
  /// Weight of a rating relative to the next one, in 0 ... 1; 1: all weigh the same.
  public var decay: Float { foldIn.decays[0] }
  /// Number of ratings so far.
  public var count: Int { foldIn.count }
  /// [1 + rank] bias and vector of the user.
  public var user: [Float] { foldIn.users }

  /// Adds one more rating, in stars, without an allocation. - Complexity: O(rank^3).
  public mutating func add(item: Int, rating: Float) { foldIn.add(item: item, rating: rating) }

  /// Adds a history, oldest rating first, by one solve for all of it.
  public mutating func add(_ history: History) { foldIn.add(history) }

  /// Adds a history, and writes the prediction before each rating in stars, not clipped, with the bits of
  /// predicting and adding in turn.
  ///
  /// - Parameters:
  ///   - history: the ratings, oldest first.
  ///   - out: [ratings]
  /// - Complexity: O(ratings rank^3).
  public mutating func read(_ history: History, into out: UnsafeMutablePointer<Float>) {
    foldIn.read(history, into: out)
  }

  /// Returns the expected rating of an item in stars, not clipped. - Complexity: O(rank).
  public func prediction(of item: Int) -> Float {
    items.factors.mean + items.factors.biases[item] + foldIn.offset(0, of: item)
  }
}

extension FactorFoldIn {
  /// Returns the variance of the prediction of an item, in stars squared, without the rating's own noise:
  /// that of b_u + b_i + p_u . q_i under both posteriors.
  ///
  /// - Complexity: O(rank^3).
  public func variance(ofPredictionFor item: Int) -> Float {
    let (layout, kernels) = (items.layout, items.kernels)
    let (d, packed) = (layout.d, layout.packed)
    let room = layout.stride + packed + kernels.choleskyScratch(d)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { scratch in
      foldIn.withEvidence { evidence in
        guard let system = scratch.baseAddress else { return nil }
        let inverse = system + layout.stride
        items.write(evidence, to: system)
        kernels.choleskySolve(
          1, d, system, layout.stride, system + packed, d, system + packed, d, inverse, packed,
          inverse + packed)
        // trace(Cov_user E[F F']) + (1, p)' Cov_item (1, p)
        let fromUser = trace(inverse, items.row(item)) * items.factors.priors.noise
        return items.factors.covariances.withUnsafeBufferPointer { covariances in
          covariances.baseAddress.map { fromUser + form($0 + item * packed) }
        }
      } ?? .nan
    }
  }

  /// Returns trace(A B) of packed symmetric matrices.
  private func trace(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
    var sum = 2 * items.kernels.dot(items.layout.packed, a, b)
    for k in 0..<items.layout.d {
      let i = PackedTriangle.diagonal(k)
      sum -= a[i] * b[i]
    }
    return sum
  }

  /// Returns x' A x with x = (1, p) and A packed.
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
