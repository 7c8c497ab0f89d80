/// What is known of one item.
public struct Item: Hashable, Sendable {
  /// The id in the data's files.
  public let id: Int64
  /// The title, without the year; empty where no titles were read.
  public let title: String
  /// The year of release, where the title ended in "(1995)".
  public let year: Int?
  public let genres: [String]

  public init(id: Int64, title: String = "", year: Int? = nil, genres: [String] = []) {
    self.id = id
    self.title = title
    self.year = year
    self.genres = genres
  }

  /// "Heat (1995)", or "item 6" where no title is known.
  public var name: String {
    title.isEmpty ? "item \(id)" : year.map { "\(title) (\($0))" } ?? title
  }
}

/// The items of a data set. Index 0 ..< `ratedCount` are the items with ratings, by ascending id; then
/// come those that only the titles' file knows, by ascending id.
public struct Catalogue: Sendable {
  public let items: [Item]
  public let ratedCount: Int
  private let indexByID: [Int64: Int32]

  /// - Precondition: ids are unique, and ascend within the rated items and within the others.
  public init(rated: [Item], unrated: [Item] = []) {
    items = rated + unrated
    ratedCount = rated.count
    var index: [Int64: Int32] = [:]
    index.reserveCapacity(items.count)
    for (i, item) in items.enumerated() { index[item.id] = Int32(i) }
    precondition(index.count == items.count, "ids are unique")
    indexByID = index
  }

  public var count: Int { items.count }

  public subscript(index: Int) -> Item { items[index] }

  /// The index of the item with this id.
  public func index(ofID id: Int64) -> Int? { indexByID[id].map(Int.init) }
}
