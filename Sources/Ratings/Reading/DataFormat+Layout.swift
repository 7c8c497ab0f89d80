extension DataFormat {
  /// The name of a folder's file of ratings.
  var ratingsFile: String {
    switch self {
    case .csv: "ratings.csv"
    case .doubleColon: "ratings.dat"
    case .tab: "u.data"
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
