/// The layouts of rating files that can be read.
public enum DataFormat: String, CaseIterable, Sendable {
  /// `ratings.csv` and, where there are, `movies.csv`, `links.csv`, `tags.csv`: comma-separated with a
  /// header, fields quoted as in RFC 4180, UTF-8. Columns are found by name, in any order.
  case csv = "movielens-csv"
  /// `ratings.dat` and, where there are, `movies.dat`, `tags.dat`: fields separated by `::`, no header,
  /// UTF-8 or else Latin-1.
  case doubleColon = "movielens-dat"
  /// `u.data` (tab-separated, no header) and, where there is, `u.item` (separated by `|`, one flag a
  /// genre), UTF-8 or else Latin-1.
  case tab = "movielens-tab"

  /// The format with this name; nil for `auto`.
  /// - Throws: `DataError.unknownFormatName`.
  public static func named(_ name: String) throws -> DataFormat? {
    if name == "auto" { return nil }
    guard let format = DataFormat(rawValue: name) else { throw DataError.unknownFormatName(name) }
    return format
  }

  /// The name of the ratings in a folder.
  var ratingsFile: String {
    switch self {
    case .csv: "ratings.csv"
    case .doubleColon: "ratings.dat"
    case .tab: "u.data"
    }
  }

  var separator: RowScanner.Separator {
    switch self {
    case .csv: .comma
    case .doubleColon: .doubleColon
    case .tab: .tab
    }
  }

  /// The format of a single file: `.csv` by its name, otherwise by what separates the first line.
  static func detect(path: String, bytes: UnsafeBufferPointer<UInt8>) throws -> DataFormat {
    if path.lowercased().hasSuffix(".csv") { return .csv }
    let line = bytes.prefix(4096).prefix { $0 != UInt8(ascii: "\n") }
    let colons = zip(line, line.dropFirst()).contains {
      $0 == UInt8(ascii: ":") && $1 == UInt8(ascii: ":")
    }
    if colons { return .doubleColon }
    if line.contains(UInt8(ascii: "\t")) { return .tab }
    if line.contains(UInt8(ascii: ",")) { return .csv }
    throw DataError.unknownFormat(path: path)
  }
}
