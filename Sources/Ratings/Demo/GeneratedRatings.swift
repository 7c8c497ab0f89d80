#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Generated ratings in any number, for measuring: as many a user, and as long a tail of items, as MovieLens has.
///
/// They have the regularities of `Dataset.demo`. A number and a seed give the same ratings on every machine.
///
/// - Stability: evolving.
public struct GeneratedRatings {
  private let size: DemoWorld.Size
  private let seed: UInt64

  /// The fewest and the most ratings.
  public static let bounds = 100_000...100_000_000

  /// Plans ratings: 145 a user, as in MovieLens 20M, of items whose number grows as the root of theirs.
  ///
  /// - Precondition: `ratings` is within `bounds`.
  public init(ratings: Int, seed: UInt64 = 1) {
    precondition(Self.bounds.contains(ratings), "a number of ratings that can be generated")
    // 26,744 items of 20 million ratings.
    let items = Int(5.98 * Double(ratings).squareRoot())
    size = DemoWorld.Size(
      users: ratings / 145, items: items, ratings: ratings, rankOffset: 20 + items / 200,
      isSteep: true)
    self.seed = seed
  }

  /// The number of users.
  public var users: Int { size.users }
  /// The number of items.
  public var items: Int { size.items }

  /// Writes a file with the columns userId, movieId, rating and timestamp.
  ///
  /// - Parameters:
  ///   - file: an open file.
  ///   - check: called for each user; what it throws ends the writing.
  public func write(to file: UnsafeMutablePointer<FILE>, check: () throws -> Void) rethrows {
    fputs("userId,movieId,rating,timestamp\n", file)
    var world = DemoWorld(size, seed: seed)
    try world.forEachUser { rows in
      try check()
      for row in rows {
        let halves = Int(row.rating * 2)
        let stars = "\(halves / 2).\(halves % 2 * 5)"
        fputs("\(row.user),\(row.item),\(stars),\(row.timestamp ?? 0)\n", file)
      }
    }
  }
}
