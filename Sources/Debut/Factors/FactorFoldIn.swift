/// A user folded into a matrix factorisation: the posterior of bias and vector given the ratings so far, all
/// items being fixed.
///
/// A rating of age a (the number of later ones) weighs decay^a: people's taste and use of the scale drift.
/// The items' uncertainty enters: a rating of an item that little is known of tells little. Works for fresh
/// users and for known ones alike.
public struct FactorFoldIn: Sendable {
  /// What users are folded into.
  public let items: FoldInItems
  /// What a rating weighs against the next one, 0 ... 1; 1: all the same.
  public let decay: Float
  /// Ratings so far.
  public private(set) var count = 0
  /// [1 + rank] bias and vector.
  public private(set) var user: [Float]
  /// Decayed sums of the ratings' rows (see `FactorSide`), then room for a solve.
  private var memory: [Float]

  /// A user of whom nothing is known: the prior. - Precondition: decay in 0 ... 1.
  public init(_ items: FoldInItems, decay: Float = 1) {
    precondition((0...1).contains(decay), "a decay is from 0 to 1")
    self.items = items
    self.decay = decay
    let layout = items.layout
    user = Array(repeating: 0, count: layout.d)
    memory = Array(
      repeating: 0, count: 2 * layout.stride + items.kernels.choleskyScratch(layout.d))
  }

  /// Takes one more rating, in stars, into account. Allocates nothing. - Complexity: O(rank^3).
  public mutating func add(item: Int, rating: Float) {
    read(item: item, rating: rating)
    solve()
  }

  /// Takes a history into account, oldest rating first: one solve for all of it.
  public mutating func add(_ history: History) {
    for interaction in history { read(item: interaction.item, rating: interaction.rating) }
    if !history.isEmpty { solve() }
  }

  /// The expected rating of an item in stars, not clipped. - Complexity: O(rank).
  public func prediction(of item: Int) -> Float {
    user.withUnsafeBufferPointer { user in
      guard let user = user.baseAddress else { return .nan }
      return items.stars(user, item: item)
    }
  }

  private mutating func read(item: Int, rating: Float) {
    count += 1
    memory.withUnsafeMutableBufferPointer { memory in
      guard let evidence = memory.baseAddress else { return }
      items.add(item: item, rating: rating, decay: decay, to: evidence)
    }
  }

  private mutating func solve() {
    let (items, layout) = (items, items.layout)
    user.withUnsafeMutableBufferPointer { user in
      memory.withUnsafeMutableBufferPointer { memory in
        guard let evidence = memory.baseAddress, let user = user.baseAddress else { return }
        let system = evidence + layout.stride
        items.write(evidence, to: system)
        items.kernels.choleskySolve(
          1, layout.d, system, layout.stride, system + layout.packed, layout.stride, user, layout.d,
          nil, 0, system + layout.stride)
      }
    }
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
      memory.withUnsafeBufferPointer { memory in
        guard let evidence = memory.baseAddress, let system = scratch.baseAddress else {
          return .nan
        }
        let inverse = system + layout.stride
        items.write(evidence, to: system)
        kernels.choleskySolve(
          1, d, system, layout.stride, system + packed, d, system + packed, d, inverse, packed,
          inverse + packed)
        // trace(Cov_user E[F F']) + (1, p)' Cov_item (1, p)
        let fromUser = trace(inverse, items.row(item)) * items.factors.priors.noise
        let covariance = items.side.covariances.base + item * packed
        return fromUser + form(covariance)
      }
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
