/// Similarity of items by the ratings themselves: adjusted cosine (Sarwar et al. 2001).
///
/// The cosine of two items' ratings over the users who rated both, each rating less the user's mean,
/// times n / (n + 25) for n such users, so that a few agreeing users weigh little.
///
/// - Stability: stable.
public struct ItemSimilarity: Sendable {
  /// An item and its similarity to another.
  public struct Neighbour: Hashable, Sendable {
    /// The index in the catalogue.
    public let item: Int
    /// From -1 to 1; of events from 0.
    public let similarity: Double
    /// The number of users who rated or had both items.
    public let users: Int
  }

  /// The shrinkage: as if this many users more had rated both items, with no likeness.
  public static let shrinkage = 25.0

  private let dataset: Dataset

  /// Prepares the similarities of a data set. Nothing is computed before it is needed.
  public init(_ dataset: Dataset) { self.dataset = dataset }

  private struct Sums {
    var product = 0.0
    var own = 0.0
    var other = 0.0
    var users = 0
  }

  /// Returns the items most similar to one, highest similarity first, equal ones by smaller id.
  ///
  /// - Parameters:
  ///   - item: an index in the catalogue.
  ///   - minSupport: items that fewer users rated together with `item` are left out.
  ///   - shouldStop: called before every history, on the calling thread.
  /// - Returns: nil if it was stopped.
  /// - Complexity: O(ratings of the users who rated the item), plus a look at every history.
  public func nearest(
    to item: Int, minSupport: Int, shouldStop: () -> Bool = { false }
  ) -> [Neighbour]? {
    guard dataset.feedback != .implicit else {
      return nearestByUsers(to: item, minSupport: minSupport, shouldStop: shouldStop)
    }
    var sums = [Sums](repeating: Sums(), count: dataset.catalogue.count)
    for history in dataset.histories {
      if shouldStop() { return nil }
      guard let place = history.items.firstIndex(of: Int32(item)) else { continue }
      let mean = Double(history.ratings.reduce(0, +)) / Double(history.count)
      let own = Double(history.ratings[place]) - mean
      for i in history.items.indices where i != place {
        let other = Double(history.ratings[i]) - mean
        sums[Int(history.items[i])].product += own * other
        sums[Int(history.items[i])].own += own * own
        sums[Int(history.items[i])].other += other * other
        sums[Int(history.items[i])].users += 1
      }
    }
    return neighbours(sums, minSupport: minSupport)
  }

  /// Returns the items that the most of the same users had: the cosine of the two sets of users, n / sqrt(a b) for a
  /// and b users of either and n of both.
  private func nearestByUsers(
    to item: Int, minSupport: Int, shouldStop: () -> Bool
  ) -> [Neighbour]? {
    let count = dataset.catalogue.count
    var (both, users) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    /// [item] the last user, counted from 1, who had it.
    var last = [Int](repeating: 0, count: count)
    for (user, history) in dataset.histories.enumerated() {
      if shouldStop() { return nil }
      let isBoth = history.items.contains(Int32(item))
      for other in history.items where last[Int(other)] != user + 1 {
        last[Int(other)] = user + 1
        users[Int(other)] += 1
        if isBoth { both[Int(other)] += 1 }
      }
    }
    let sums = both.indices.map { other in
      other == item
        ? Sums()
        : Sums(
          product: Double(both[other]), own: Double(users[item]), other: Double(users[other]),
          users: both[other])
    }
    return neighbours(sums, minSupport: max(minSupport, 1))
  }

  private func neighbours(_ sums: [Sums], minSupport: Int) -> [Neighbour] {
    let found = sums.indices.compactMap { item -> Neighbour? in
      let sum = sums[item]
      let norms = (sum.own * sum.other).squareRoot()
      guard sum.users >= minSupport, norms > 0 else { return nil }
      let users = Double(sum.users)
      return Neighbour(
        item: item, similarity: sum.product / norms * users / (users + Self.shrinkage),
        users: sum.users)
    }
    return found.sorted {
      $0.similarity != $1.similarity
        ? $0.similarity > $1.similarity
        : dataset.catalogue[$0.item].id < dataset.catalogue[$1.item].id
    }
  }
}
