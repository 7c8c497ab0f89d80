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

  /// The parts as texts, of which `init(parts:source:)` makes the same table: name, limit, kind and place.
  ///
  /// - Parameter source: the path of the data; places within it are told without it.
  package func parts(source: String) -> [String] {
    let (kind, path, member) =
      switch place {
      case .file(let path): ("file", path, "")
      case .member(let archive, let path): ("member", archive, path)
      case .table(let database): ("table", database, "")
      }
    let isWithin = path == source || path.hasPrefix(source + "/")
    let rest = isWithin ? "." + path.dropFirst(source.count) : "=" + path
    return [name, String(limit), kind, rest, member]
  }

  /// Makes a table of its parts; nil if they are none.
  package init?(parts: [String], source: String) {
    guard parts.count == Self.partCount, let limit = Int(parts[1]), let first = parts[3].first
    else {
      return nil
    }
    let path = (first == "." ? source : "") + parts[3].dropFirst()
    switch parts[2] {
    case "file": self.init(parts[0], .file(path), limit: limit)
    case "member": self.init(parts[0], .member(archive: path, path: parts[4]), limit: limit)
    case "table": self.init(parts[0], .table(database: path), limit: limit)
    default: return nil
    }
  }

  /// The number of texts of `parts`.
  package static let partCount = 5

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
