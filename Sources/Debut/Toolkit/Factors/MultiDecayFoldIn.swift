/// A user folded into a matrix factorisation under several decays at once, rating by rating or in long
/// stretches. `FactorFoldIn` has one decay.
///
/// The predictions of a stretch have the bits of those made before each rating, one after the other. So a
/// model that is trained on fold-ins can solve many systems in one call.
///
/// - Stability: evolving.
public struct MultiDecayFoldIn: Sendable {
  /// The items that the user is folded into.
  public let items: FoldInItems
  /// Weight of a rating relative to the next one, in 0 ... 1, for each decay.
  public let decays: [Float]
  /// Number of ratings so far.
  public private(set) var count = 0
  /// [decays, 1 + rank] bias and vector of the user.
  public private(set) var users: [Float]
  /// [decays, stride] evidence: decayed sums of the ratings' rows (see `EvidenceTable`); then scratch.
  private var memory: [Float]

  /// Creates a user without ratings: the prior. - Precondition: decays in 0 ... 1.
  public init(_ items: FoldInItems, decays: [Float]) {
    precondition(decays.allSatisfy { (0...1).contains($0) }, "a decay is from 0 to 1")
    self.items = items
    self.decays = decays
    users = Array(repeating: 0, count: decays.count * items.layout.d)
    memory = Array(
      repeating: 0,
      count: 2 * decays.count * items.layout.stride
        + items.kernels.choleskyScratch(items.layout.d))
  }

  /// Returns the offset of the user from the mean and the item's bias under decay number `j`, in stars.
  ///
  /// - Complexity: O(rank).
  public func offset(_ j: Int, of item: Int) -> Float {
    users.withUnsafeBufferPointer { users in
      guard let users = users.baseAddress else { return .nan }
      return items.offset(users + j * items.layout.d, item: item)
    }
  }

  /// Adds one more rating, in stars, without an allocation. - Complexity: O(decays rank^3).
  public mutating func add(item: Int, rating: Float) {
    add(1) { _ in (item, rating) }
  }

  /// Adds a stretch of a history, by one solve for all of it.
  public mutating func add(_ history: History) {
    add(history.count) { (history[$0].item, history[$0].rating) }
  }

  /// Adds a stretch of ratings that a closure returns by index, by one solve for all of them.
  public mutating func add(_ count: Int, _ rating: (Int) -> (item: Int, rating: Float)) {
    guard count > 0 else { return }
    let (items, decays) = (items, decays)
    withOwnEvidence { evidence in
      for t in 0..<count { Self.add(rating(t), decays, items, to: evidence) }
    }
    self.count += count
    solve()
  }

  /// Computes `users` from the evidence.
  private mutating func solve() {
    let (items, width) = (items, decays.count)
    let size = width * items.layout.stride
    users.withUnsafeMutableBufferPointer { users in
      memory.withUnsafeMutableBufferPointer { memory in
        guard let users = users.baseAddress, let evidence = memory.baseAddress else { return }
        let systems = evidence + size
        items.write(width, evidence, to: systems)
        items.solve(width, systems, into: users, scratch: systems + size)
      }
    }
  }

  /// Adds a rating to the evidence, [decays, stride].
  private static func add(
    _ next: (item: Int, rating: Float), _ decays: [Float], _ items: FoldInItems,
    to evidence: UnsafeMutablePointer<Float>
  ) {
    for (j, decay) in decays.enumerated() {
      items.add(
        item: next.item, rating: next.rating, decay: decay, to: evidence + j * items.layout.stride)
    }
  }

  /// Calls `body` once with the evidence to be changed: a stretch asks for it once, not for each rating.
  private mutating func withOwnEvidence(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    memory.withUnsafeMutableBufferPointer { memory in
      if let evidence = memory.baseAddress { body(evidence) }
    }
  }

  /// Calls `body` with the evidence, [decays, stride].
  func withEvidence<Result>(_ body: (UnsafePointer<Float>) -> Result?) -> Result? {
    memory.withUnsafeBufferPointer { $0.baseAddress.flatMap(body) }
  }

  /// Number of positions whose systems are solved together.
  private static let batch = 16

  /// Adds a stretch of ratings, and writes the user's offsets before each of them.
  ///
  /// - Parameters:
  ///   - count: number of ratings.
  ///   - out: [count, decays] offsets from the mean and the item's bias, in stars.
  ///   - rating: returns item and stars of the rating at an index.
  /// - Complexity: O(count decays rank^3).
  public mutating func read(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ rating: (Int) -> (item: Int, rating: Float)
  ) {
    let (items, decays, layout, width) = (items, decays, items.layout, decays.count)
    let size = Self.batch * width
    let room =
      size * (layout.stride + layout.d) + items.kernels.choleskyScratch(layout.d)
    withOwnEvidence { evidence in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { memory in
        guard let systems = memory.baseAddress else { return }
        let users = systems + size * layout.stride
        for first in stride(from: 0, to: count, by: Self.batch) {
          let block = first..<min(first + Self.batch, count)
          for t in block {
            items.write(width, evidence, to: systems + (t - first) * width * layout.stride)
            Self.add(rating(t), decays, items, to: evidence)
          }
          items.solve(
            block.count * width, systems, into: users, scratch: users + size * layout.d)
          for t in block {
            for j in 0..<width {
              let user = users + ((t - first) * width + j) * layout.d
              out[t * width + j] = items.offset(user, item: rating(t).item)
            }
          }
        }
      }
    }
    self.count += count
    if count > 0 { solve() }
  }
}

extension MultiDecayFoldIn {
  /// Adds a history, and writes the predictions before each rating.
  ///
  /// - Parameter out: [ratings, decays] in stars, not clipped.
  mutating func read(_ history: History, into out: UnsafeMutablePointer<Float>) {
    let (factors, width) = (items.factors, decays.count)
    read(history.count, into: out) { (history[$0].item, history[$0].rating) }
    for (t, next) in history.enumerated() {
      let expected = factors.mean + factors.biases[next.item]
      for j in 0..<width { out[t * width + j] = expected + out[t * width + j] }
    }
  }
}

extension FoldInItems {
  /// Writes the systems of `count` users from their evidence, [count, stride] both.
  func write(
    _ count: Int, _ evidence: UnsafePointer<Float>, to systems: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<count { write(evidence + j * layout.stride, to: systems + j * layout.stride) }
  }

  /// Solves the systems for bias and vector of each, [systems, 1 + rank].
  func solve(
    _ systems: Int, _ base: UnsafePointer<Float>, into users: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    kernels.choleskySolve(
      systems, layout.d, base, layout.stride, base + layout.packed, layout.stride, users, layout.d,
      nil, 0, scratch)
  }

  /// Returns a user's offset from the mean and the item's bias, in stars.
  func offset(_ user: UnsafePointer<Float>, item: Int) -> Float {
    kernels.dot(layout.d, user, row(item) + layout.f)
  }
}
