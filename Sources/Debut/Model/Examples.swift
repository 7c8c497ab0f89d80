/// Training examples: for each the positions of one user's history that it reads, in reading order.
///
/// - Stability: stable.
public struct Examples: Sendable {
  /// [count] the user of each example, an index into the histories.
  public private(set) var users: [Int32] = []
  /// [count + 1] Example e reads `positions[starts[e] ..< starts[e + 1]]`.
  public private(set) var starts: [Int] = [0]
  /// Positions in the user's history.
  public private(set) var positions: [Int32] = []
  /// [count] the first position of each example (counted within the example) that is a target.
  public private(set) var firstTargets: [Int32] = []
  /// The number of users without an example, such as those with too few ratings.
  public var usersLeftOut = 0

  /// Creates an empty collection.
  public init() {}

  /// The number of examples.
  public var count: Int { users.count }

  /// Adds an example of `user` that reads `positions` and has targets from `firstTarget` on.
  @inlinable
  public mutating func append(user: Int, positions: some Sequence<Int>, firstTarget: Int) {
    append(user: user, positions: positions.map { Int32(clamping: $0) }, firstTarget: firstTarget)
  }

  /// Adds an example that reads neighbouring ratings.
  public mutating func append(user: Int, positions: Range<Int>, firstTarget: Int) {
    self.positions.append(
      contentsOf: Int32(clamping: positions.lowerBound)..<Int32(clamping: positions.upperBound))
    finish(user: user, firstTarget: firstTarget)
  }

  /// Adds an example without converting its positions.
  public mutating func append(user: Int, positions: [Int32], firstTarget: Int) {
    self.positions.append(contentsOf: positions)
    finish(user: user, firstTarget: firstTarget)
  }

  private mutating func finish(user: Int, firstTarget: Int) {
    users.append(Int32(clamping: user))
    starts.append(positions.count)
    firstTargets.append(Int32(clamping: firstTarget))
  }

  /// Returns the number of ratings that example `e` reads, targets among them.
  public func length(_ e: Int) -> Int { starts[e + 1] - starts[e] }
}
