/// All that differs between formats, but for the rows of items and side tables.
extension DataFormat {
  /// The name of a folder's file of ratings.
  var ratingsFile: String {
    switch self {
    case .csv: "ratings.csv"
    case .doubleColon: "ratings.dat"
    case .tab: "u.data"
    }
  }

  /// The name of a folder's file of titles.
  var itemsFile: String {
    switch self {
    case .csv: "movies.csv"
    case .doubleColon: "movies.dat"
    case .tab: "u.item"
    }
  }

  /// The separator of the file of ratings.
  var separator: FieldSeparator {
    switch self {
    case .csv: .comma
    case .doubleColon: .doubleColon
    case .tab: .tab
    }
  }

  /// The separator of the file of titles.
  var itemSeparator: FieldSeparator {
    switch self {
    case .csv, .doubleColon: separator
    case .tab: .bar
    }
  }

  /// True if the first row always names the columns; otherwise its values tell.
  var alwaysHasHeader: Bool { self == .csv }
}
