/// An item and its descriptive fields.
///
/// - Stability: stable.
public struct Item: Hashable, Sendable {
  /// The id in the data's files.
  public let id: Vocabulary.Key
  /// The title, without the year; empty without a file of titles.
  public let title: String
  /// The year of release, if the title ended in "(1995)".
  public let year: Int?
  /// The genres in the order of the file; empty without any.
  public let genres: [String]

  /// Makes an item, by default one with an id alone.
  public init(id: Vocabulary.Key, title: String = "", year: Int? = nil, genres: [String] = []) {
    self.id = id
    self.title = title
    self.year = year
    self.genres = genres
  }

  /// "Heat (1995)", or "item 6" without a title.
  public var name: String {
    title.isEmpty ? "item \(id)" : year.map { "\(title) (\($0))" } ?? title
  }
}

/// The items of a data set. Index 0 ..< `ratedCount` are the items with ratings, then come those that only the
/// titles' file has. Ids of numbers ascend in either part; ids of text are in the order of their first rows.
///
/// - Stability: stable.
public struct Catalogue: Sendable {
  /// The items, those with ratings first.
  public let items: [Item]
  /// The number of items with ratings.
  public let ratedCount: Int
  /// The items' ids, in the order of `items`.
  public let vocabulary: Vocabulary

  /// Makes a catalogue of the items with ratings and of those without.
  ///
  /// - Precondition: ids are unique; numbers ascend within the rated items and within the others.
  public init(rated: [Item], unrated: [Item] = []) {
    items = rated + unrated
    ratedCount = rated.count
    vocabulary = Vocabulary(items.map(\.id))
  }

  /// The number of all items.
  public var count: Int { items.count }

  /// The item at index 0 ..< `count`.
  public subscript(index: Int) -> Item { items[index] }

  /// Returns the index of the item with this id; nil if there is none.
  public func index(ofID id: Vocabulary.Key) -> Int? { vocabulary.index(of: id) }
}
