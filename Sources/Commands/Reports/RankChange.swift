import DebutEngine

/// The top of a list, and the rank of each of its items in another one.
struct RankChange: Hashable {
  struct Entry: Hashable {
    /// From 1.
    let rank: Int
    let item: Recommendation
    /// The rank in the other list; nil if it is not among the first `depth` there.
    let other: Int?
  }

  /// By rank.
  let entries: [Entry]
  /// The items at the top of the other list and not of this one, by their rank there.
  let gone: [Recommendation]
  private let top: Int

  /// The depth to which another list is searched.
  static let depth = 1_000

  /// - Parameters:
  ///   - other: `depth` items or as many as there are.
  ///   - list: the first `top` items at least, or as many as there are.
  ///   - leaving: the id of an item that was rated in between, and so is in the other list alone:
  ///     nothing rises because of that.
  init(
    from other: [Recommendation], to list: [Recommendation], top: Int,
    leaving: Vocabulary.Key? = nil
  ) {
    self.top = top
    let other = other.filter { $0.itemID != leaving }
    let ranks = Dictionary(
      other.enumerated().map { ($0.element.itemID, $0.offset + 1) },
      uniquingKeysWith: { first, _ in first })
    entries = list.prefix(top).enumerated().map {
      Entry(rank: $0.offset + 1, item: $0.element, other: ranks[$0.element.itemID])
    }
    let listed = Set(entries.map(\.item.itemID))
    gone = other.prefix(top).filter { !listed.contains($0.itemID) }
  }

  /// The number of items that are at the top of both lists.
  var overlap: Int { entries.count { $0.other.map { $0 <= top } ?? false } }

  /// Returns "up 3", "down 1", "new", "new, from 57"; empty for an item with the same rank.
  func move(_ entry: Entry) -> String {
    guard let other = entry.other else { return "new" }
    if other > top { return "new, from \(NumberText.grouped(other))" }
    if other == entry.rank { return "" }
    return other > entry.rank ? "up \(other - entry.rank)" : "down \(entry.rank - other)"
  }
}

extension RankChange.Entry {
  /// The places that the item rose; negative if it fell.
  var rise: Value { other.map { .count($0 - rank) } ?? .null }
}
