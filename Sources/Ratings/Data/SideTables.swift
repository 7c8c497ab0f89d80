/// An item's ids elsewhere, from `links.csv`.
///
/// - Stability: evolving.
public struct Link: Hashable, Sendable {
  /// The item's id in this data.
  public let item: Vocabulary.Key
  /// The id at IMDb as the file writes it, with leading zeros; nil if it is empty.
  public let imdb: String?
  /// The id at TMDB; nil if it is empty.
  public let tmdb: String?

  /// Makes a link.
  package init(item: Vocabulary.Key, imdb: String?, tmdb: String?) {
    self.item = item
    self.imdb = imdb
    self.tmdb = tmdb
  }
}

/// A user's tag of an item, from `tags.csv` or `tags.dat`.
///
/// - Stability: evolving.
public struct Tag: Hashable, Sendable {
  /// The user's id in this data.
  public let user: Vocabulary.Key
  /// The item's id in this data.
  public let item: Vocabulary.Key
  /// The tag as the user wrote it.
  public let text: String
  /// Seconds since 1970; nil if the file has no such column.
  public let timestamp: Int64?

  /// Makes a tag.
  package init(user: Vocabulary.Key, item: Vocabulary.Key, text: String, timestamp: Int64?) {
    self.user = user
    self.item = item
    self.text = text
    self.timestamp = timestamp
  }
}

/// The tables beside ratings that no model reads; empty without a file.
///
/// - Stability: evolving.
public struct SideTables: Sendable {
  /// The rows of `links.csv`, in file order.
  public var links: [Link] = []
  /// The rows of `tags.csv` or `tags.dat`, in file order.
  public var tags: [Tag] = []
  /// The columns of the file of items beside id, title and genres.
  public var fields = ItemFields()
  /// The other tables, which are read when they are asked for.
  public var others: [TableSource] = []

  /// Makes tables, by default empty ones.
  public init(links: [Link] = [], tags: [Tag] = []) {
    self.links = links
    self.tags = tags
  }

  /// Returns the tables with ids as the vocabularies would have them.
  func normal(users: Vocabulary, items: Vocabulary) -> SideTables {
    var tables = self
    tables.links = links.map { Link(item: items.normal($0.item), imdb: $0.imdb, tmdb: $0.tmdb) }
    tables.tags = tags.map {
      Tag(
        user: users.normal($0.user), item: items.normal($0.item), text: $0.text,
        timestamp: $0.timestamp)
    }
    return tables
  }
}
