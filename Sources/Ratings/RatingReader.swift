/// Reads the ratings of one file into a table, in one pass over its bytes.
///
/// Rows of bare numbers in the usual order take a fast path that allocates nothing; any other row (quotes,
/// blanks, columns in another order, a fault) goes through the row scanner, which knows what is wrong.
struct RatingReader {
  private(set) var table: RatingTable
  private var scanner: RowScanner
  private let columns: Columns
  /// The scale that ratings must lie on: the one given, or the widest that is known.
  private let limits: RatingScale
  /// The fewest bytes that a row's last field took, all rows but the last considered.
  private var shortestLastField = Int.max

  /// Where the values stand in a row.
  private struct Columns {
    let user: Int
    let item: Int
    let rating: Int
    let timestamp: Int?
    /// The number of fields.
    let count: Int
    /// Whether rows are user, item, rating and perhaps timestamp, and nothing else.
    var isUsual: Bool {
      user == 0 && item == 1 && rating == 2 && (timestamp ?? 3) == 3
        && count == (timestamp == nil ? 3 : 4)
    }
  }

  /// - Throws: `DataError`, with the line.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat, scale: RatingScale?
  ) throws -> RatingTable {
    try TextCheck.expectText(bytes, file: file)
    var reader = try RatingReader(bytes, file: file, format: format, scale: scale)
    try reader.readAll()
    return reader.table
  }

  private init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat, scale: RatingScale?
  ) throws {
    scanner = RowScanner(bytes, file: file, separator: format.separator)
    limits = scale ?? RatingScale(0, 10)
    columns =
      try Self.hasHeader(scanner, format)
      ? Self.columnsFromHeader(&scanner) : Self.usualColumns(scanner)
    table = RatingTable(
      hasTimestamps: columns.timestamp != nil, capacity: Self.rowEstimate(bytes))
  }

  /// Comma-separated files have a header; in the others a first row without any number is one.
  private static func hasHeader(_ scanner: RowScanner, _ format: DataFormat) throws -> Bool {
    if format == .csv { return true }
    var ahead = scanner
    guard try ahead.next() else { return false }
    return ahead.fields.indices.allSatisfy { field in
      !ahead.trimmed(field).contains { $0 &- 48 <= 9 }
    }
  }

  private static func columnsFromHeader(_ scanner: inout RowScanner) throws -> Columns {
    let header = try Header(&scanner)
    let places = try header.require(["userId", "movieId", "rating"])
    return Columns(
      user: places[0], item: places[1], rating: places[2], timestamp: try header.find("timestamp"),
      count: header.names.count)
  }

  private static func usualColumns(_ scanner: RowScanner) throws -> Columns {
    var ahead = scanner
    guard try ahead.next() else { throw DataError.empty(file: ahead.file) }
    if ahead.fields.count != 3 { try ahead.expectFields(4) }
    let hasTimes = ahead.fields.count == 4
    return Columns(
      user: 0, item: 1, rating: 2, timestamp: hasTimes ? 3 : nil, count: hasTimes ? 4 : 3)
  }

  /// The number of rows, judged by the length of the first ones and rather too high: memory that is
  /// reserved and never touched costs nothing, a column that grows is copied.
  private static func rowEstimate(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let sample = bytes.prefix(1 << 16)
    let lines = sample.reduce(into: 1) { if $1 == UInt8(ascii: "\n") { $0 += 1 } }
    return Int(Double(lines) * Double(bytes.count) / Double(sample.count) * 1.05) + 16
  }

  private mutating func readAll() throws {
    let bytes = scanner.bytes
    let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    repeat {
      if columns.isUsual && scanner.position < end { readPlainRows(upTo: end) }
    } while try readRow()
    guard table.count > 0 else { throw DataError.headerWithoutRows(file: scanner.file) }
  }

  /// Reads one row of any kind; false at the end of the file.
  private mutating func readRow() throws -> Bool {
    guard try scanner.next() else { return false }
    try scanner.expectFields(columns.count)
    let user = try scanner.wholeNumber(columns.user, "userId")
    let item = try scanner.wholeNumber(columns.item, "movieId")
    let rating = try scanner.decimal(columns.rating, "rating")
    guard limits.contains(rating) else {
      throw DataError.outOfScale(
        scanner.place, value: scanner.raw(columns.rating), scale: limits)
    }
    let timestamp = try columns.timestamp.map { try scanner.wholeNumber($0, "timestamp") } ?? 0
    let last = scanner.fields[columns.count - 1]
    if scanner.rowIsEnded {
      shortestLastField = min(shortestLastField, last.end - last.start)
    } else if looksCut(last.end - last.start) {
      throw DataError.cutRow(scanner.place)
    }
    guard table.count < Int32.max else { throw DataError.tooManyRows(file: scanner.file) }
    table.append(user: user, item: item, rating: rating, timestamp: timestamp)
    return true
  }

  /// Whether the last field of a file without a final line end is only the start of a number: a
  /// timestamp of fewer digits than any other, where all others have the nine or more of seconds
  /// since 1973.
  private func looksCut(_ length: Int) -> Bool {
    table.count > 0 && shortestLastField >= 9 && length < shortestLastField
  }

  /// Reads rows of bare numbers in the usual order, up to the first row that is anything else.
  ///
  /// The byte before `end` is a line end, which no loop over digits passes: no byte needs a check
  /// against the end of the file.
  private mutating func readPlainRows(upTo end: Int) {
    guard let base = scanner.bytes.baseAddress else { return }
    let separator = scanner.separator == .comma ? "," : scanner.separator == .tab ? "\t" : ":"
    var cursor = PlainCursor(
      at: base + scanner.position, separator: separator.utf8.first ?? 0,
      isDoubled: scanner.separator == .doubleColon)
    let limit = base + end
    var row = cursor.at
    var rows = 0
    var shortest = shortestLastField
    let room = Int(Int32.max) - table.count
    while cursor.at < limit && rows < room {
      row = cursor.at
      let user = cursor.wholeNumber()
      guard cursor.skipSeparator() else { break }
      let item = cursor.wholeNumber()
      guard cursor.skipSeparator() else { break }
      var last = cursor.at
      let rating = cursor.decimal()
      var timestamp: Int64 = 0
      if columns.timestamp != nil {
        guard cursor.skipSeparator() else { break }
        last = cursor.at
        timestamp = cursor.wholeNumber()
      }
      let length = cursor.at - last
      guard cursor.skipLineEnd(), user >= 0, item >= 0, timestamp >= 0, limits.contains(rating)
      else { break }
      shortest = min(shortest, length)
      table.append(user: user, item: item, rating: rating, timestamp: timestamp)
      rows += 1
      row = cursor.at
    }
    shortestLastField = shortest
    scanner.position = row - base
    scanner.line += rows
  }
}

/// Reads bare numbers from bytes that are known to end in a line end.
private struct PlainCursor {
  var at: UnsafePointer<UInt8>
  let separator: UInt8
  let isDoubled: Bool

  /// A whole number of 1 to 18 digits, which Int64 holds; otherwise -1.
  @inline(__always)
  mutating func wholeNumber() -> Int64 {
    let start = at
    var value: Int64 = 0
    while at.pointee &- 48 <= 9 {
      value = value &* 10 &+ Int64(at.pointee &- 48)
      at += 1
    }
    let digits = at - start
    return digits >= 1 && digits <= 18 ? value : -1
  }

  /// A number such as `4` or `3.5`, of at most 15 digits, which Double holds exactly; otherwise NaN.
  @inline(__always)
  mutating func decimal() -> Float {
    let whole = wholeNumber()
    guard whole >= 0, whole < 1_000_000 else { return .nan }
    guard at.pointee == UInt8(ascii: ".") else { return Float(whole) }
    at += 1
    let start = at
    var value = whole
    var scale: Int64 = 1
    while at.pointee &- 48 <= 9 {
      value = value &* 10 &+ Int64(at.pointee &- 48)
      scale = scale &* 10
      at += 1
    }
    let digits = at - start
    return digits >= 1 && digits <= 9 ? Float(Double(value) / Double(scale)) : .nan
  }

  @inline(__always)
  mutating func skipSeparator() -> Bool {
    guard at.pointee == separator else { return false }
    at += 1
    guard isDoubled else { return true }
    guard at.pointee == separator else { return false }
    at += 1
    return true
  }

  @inline(__always)
  mutating func skipLineEnd() -> Bool {
    if at.pointee == UInt8(ascii: "\r") { at += 1 }
    guard at.pointee == UInt8(ascii: "\n") else { return false }
    at += 1
    return true
  }
}
