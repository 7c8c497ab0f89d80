/// A user folded into a matrix factorisation under several decays at once, read rating by rating or in
/// long stretches; see `FactorFoldIn` for one decay alone.
///
/// What it says of a stretch is what it would have said before each rating, one after the other, to the
/// last bit: a model that learns from fold-ins can make them on the way, many systems in one call.
public struct FoldInWalk: Sendable {
  /// What the user is folded into.
  public let items: FoldInItems
  /// What a rating weighs against the next one, 0 ... 1 each.
  public let decays: [Float]
  /// Ratings so far.
  public private(set) var count = 0
  /// [decays, 1 + rank] bias and vector.
  public private(set) var users: [Float]
  /// [decays, stride] decayed sums of the ratings' rows (see `FactorSide`).
  private var evidence: [Float]

  /// A user of whom nothing is known: the prior. - Precondition: decays in 0 ... 1.
  public init(_ items: FoldInItems, decays: [Float]) {
    precondition(decays.allSatisfy { (0...1).contains($0) }, "a decay is from 0 to 1")
    self.items = items
    self.decays = decays
    users = Array(repeating: 0, count: decays.count * items.layout.d)
    evidence = Array(repeating: 0, count: decays.count * items.layout.stride)
  }

  /// What the user under decay number `j` adds to the mean and the item's bias, in stars.
  /// - Complexity: O(rank).
  public func offset(_ j: Int, of item: Int) -> Float {
    users.withUnsafeBufferPointer { users in
      guard let users = users.baseAddress else { return .nan }
      return items.offset(users + j * items.layout.d, item: item)
    }
  }

  /// Takes one more rating, in stars, into account. - Complexity: O(decays rank^3).
  public mutating func add(item: Int, rating: Float) {
    add(1) { _ in (item, rating) }
  }

  /// Takes a stretch of a history into account: one solve for all of it.
  public mutating func add(_ history: History) {
    add(history.count) { (history[$0].item, history[$0].rating) }
  }

  /// The same for ratings that stand elsewhere.
  public mutating func add(_ count: Int, _ rating: (Int) -> (item: Int, rating: Float)) {
    guard count > 0 else { return }
    for t in 0..<count { read(rating(t)) }
    self.count += count
    solve()
  }

  /// Brings `users` up to date with the evidence.
  private mutating func solve() {
    let (items, layout, width) = (items, items.layout, decays.count)
    let room = width * layout.stride + items.kernels.choleskyScratch(layout.d)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { memory in
      guard let systems = memory.baseAddress else { return }
      write(to: systems)
      users.withUnsafeMutableBufferPointer { users in
        guard let users = users.baseAddress else { return }
        items.solve(width, systems, into: users, scratch: systems + width * layout.stride)
      }
    }
  }

  private mutating func read(_ next: (item: Int, rating: Float)) {
    let (items, decays) = (items, decays)
    evidence.withUnsafeMutableBufferPointer { evidence in
      guard let evidence = evidence.baseAddress else { return }
      for (j, decay) in decays.enumerated() {
        items.add(
          item: next.item, rating: next.rating, decay: decay,
          to: evidence + j * items.layout.stride)
      }
    }
  }

  /// The systems of all decays as the evidence is.
  private func write(to systems: UnsafeMutablePointer<Float>) {
    evidence.withUnsafeBufferPointer { evidence in
      guard let evidence = evidence.baseAddress else { return }
      for j in decays.indices {
        let start = j * items.layout.stride
        items.write(evidence + start, to: systems + start)
      }
    }
  }

  /// Positions whose systems are solved together.
  private static let batch = 16

  /// Takes a stretch into account and says before each rating what was to be expected of it.
  ///
  /// - Parameters:
  ///   - count: ratings.
  ///   - rating: item and stars of each.
  ///   - out: [count, decays] what the user adds to the mean and the item's bias, in stars.
  /// - Complexity: O(count decays rank^3).
  public mutating func read(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ rating: (Int) -> (item: Int, rating: Float)
  ) {
    let (items, layout, width) = (items, items.layout, decays.count)
    let size = Self.batch * width
    let room =
      size * (layout.stride + layout.d) + items.kernels.choleskyScratch(layout.d)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { memory in
      guard let systems = memory.baseAddress else { return }
      let users = systems + size * layout.stride
      for first in stride(from: 0, to: count, by: Self.batch) {
        let block = first..<min(first + Self.batch, count)
        for t in block {
          write(to: systems + (t - first) * width * layout.stride)
          read(rating(t))
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
    self.count += count
    if count > 0 { solve() }
  }
}

extension FoldInItems {
  /// Bias and vector of each system, [systems, 1 + rank].
  func solve(
    _ systems: Int, _ base: UnsafePointer<Float>, into users: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    kernels.choleskySolve(
      systems, layout.d, base, layout.stride, base + layout.packed, layout.stride, users, layout.d,
      nil, 0, scratch)
  }

  /// What a user adds to the mean and the item's bias, in stars.
  func offset(_ user: UnsafePointer<Float>, item: Int) -> Float {
    kernels.dot(layout.d, user, row(item) + layout.f)
  }
}
