/// A table beside ratings, which is read when it is asked for.
///
/// - Stability: evolving.
public struct TableSource: Hashable, Sendable {
  /// The file's or the table's name.
  public let name: String
  let place: Place
  /// The most bytes that it may hold unpacked.
  let limit: Int

  /// The place of a table.
  enum Place: Hashable, Sendable {
    case file(String)
    case member(archive: String, path: String)
    case table(database: String)
  }

  init(_ name: String, _ place: Place, limit: Int) {
    self.name = name
    self.place = place
    self.limit = limit
  }

  /// Some rows of a table.
  public struct Sample: Hashable, Sendable {
    /// The columns' names; without a header as in "column 1".
    public let columns: [String]
    /// The rows in the order of the file, each with as many texts as there are columns.
    public let rows: [[String]]
    /// The number of rows in the table.
    public let total: Int
    /// The number of rows that have another number of fields, which are left out.
    public let leftOut: Int
  }
}
