/// The layouts of rating files that can be asked for. Without one the separator, the header and the columns
/// are found out.
///
/// - Stability: evolving.
public enum DataFormat: String, CaseIterable, Sendable {
  /// `ratings.csv` and, if they exist, `movies.csv`, `links.csv`, `tags.csv`: comma-separated with
  /// a header, fields quoted as in RFC 4180. Columns are found by name, in any order.
  case csv = "movielens-csv"
  /// `ratings.dat` and, if they exist, `movies.dat`, `tags.dat`: fields separated by `::`, no
  /// header, UTF-8 or else Latin-1.
  case doubleColon = "movielens-dat"
  /// `u.data` (tab-separated, no header) and, if it exists, `u.item` (separated by `|`, one flag a
  /// genre), UTF-8 or else Latin-1.
  case tab = "movielens-tab"

  /// Returns the format with this name; nil for `auto`.
  ///
  /// - Throws: `DataError.unknownFormatName`.
  public static func named(_ name: String) throws -> DataFormat? {
    if name == "auto" { return nil }
    guard let format = DataFormat(rawValue: name) else { throw DataError.unknownFormatName(name) }
    return format
  }
}
