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
  var separator: RowScanner.Separator {
    switch self {
    case .csv: .comma
    case .doubleColon: .doubleColon
    case .tab: .tab
    }
  }

  /// The separator of the file of titles.
  var itemSeparator: RowScanner.Separator {
    switch self {
    case .csv, .doubleColon: separator
    case .tab: .bar
    }
  }

  /// True if the first row always names the columns; otherwise it does so if it has no number.
  var alwaysHasHeader: Bool {
    switch self {
    case .csv: true
    case .doubleColon, .tab: false
    }
  }

  /// True if a file that is not UTF-8 is read as Latin-1; otherwise it is refused.
  var mayBeLatin1: Bool {
    switch self {
    case .csv: false
    case .doubleColon, .tab: true
    }
  }

  /// Returns the format of a single file: `.csv` by its name, otherwise by the first line's
  /// separator.
  ///
  /// - Throws: `DataError.unknownFormat`.
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
