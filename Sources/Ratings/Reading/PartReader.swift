/// Reads the rows that start in one stretch of a file.
///
/// Rows of bare numbers in the usual order take a fast path that allocates nothing; any other row
/// (quotes, blanks, columns in another order, a fault) goes through the row scanner, which knows what
/// is wrong.
struct PartReader {
  /// Where the values stand in a row, and what they may be.
  struct Layout {
    let user: Int
    let item: Int
    let rating: Int
    let timestamp: Int?
    /// The number of fields.
    let fields: Int
    /// The scale that ratings must lie on.
    let limits: RatingScale
    /// Whether rows are user, item, rating and perhaps timestamp, and nothing else.
    var isUsual: Bool {
      user == 0 && item == 1 && rating == 2 && (timestamp ?? 3) == 3
        && fields == (timestamp == nil ? 3 : 4)
    }
  }

  /// What the rows before a part tell about its last one.
  struct Past {
    var rows = 0
    /// The fewest bytes that a row's last field took.
    var shortestLastField = Int.max
  }

  private var scanner: RowScanner
  private let layout: Layout
  private let end: Int
  private var builder: RatingPartBuilder
  private(set) var past: Past

  /// - Parameters:
  ///   - scanner: stands where the first row starts.
  ///   - end: rows that start before this place are read, as many as the part has room for.
  init(
    _ scanner: RowScanner, end: Int, layout: Layout, past: Past, part: RatingPartBuilder
  ) {
    self.scanner = scanner
    self.layout = layout
    self.end = min(end, scanner.bytes.count)
    self.past = past
    builder = part
  }

  /// Where the row after the last one starts, and on which line.
  var position: Int { scanner.position }
  var line: Int { scanner.line }

  /// Reads all rows of the stretch.
  /// - Throws: `DataError`, with the line as the scanner counts it.
  mutating func read() throws -> RatingPart {
    repeat {
      if layout.isUsual { readPlainRows() }
    } while try readRow()
    return builder.finish()
  }

  /// Reads one row of any kind; false at the end of the stretch.
  private mutating func readRow() throws -> Bool {
    scanner.skipEmptyLines(before: end)
    guard !builder.isFull, scanner.position < end, try scanner.next() else { return false }
    try scanner.expectFields(layout.fields)
    let user = try scanner.wholeNumber(layout.user, "userId")
    let item = try scanner.wholeNumber(layout.item, "movieId")
    let rating = try scanner.decimal(layout.rating, "rating")
    guard layout.limits.contains(rating) else {
      throw DataError.outOfScale(
        scanner.place, value: scanner.raw(layout.rating), scale: layout.limits)
    }
    let timestamp = try layout.timestamp.map { try scanner.wholeNumber($0, "timestamp") } ?? 0
    let last = scanner.fields[layout.fields - 1]
    if scanner.rowIsEnded {
      past.shortestLastField = min(past.shortestLastField, last.end - last.start)
    } else if looksCut(last.end - last.start) {
      throw DataError.cutRow(scanner.place)
    }
    builder.append(user: user, item: item, rating: rating, timestamp: timestamp)
    past.rows += 1
    return true
  }

  /// Whether the last field of a file without a final line end is only the start of a number: a
  /// timestamp of fewer digits than any other, where all others have the nine or more of seconds
  /// since 1973.
  private func looksCut(_ length: Int) -> Bool {
    past.rows > 0 && past.shortestLastField >= 9 && length < past.shortestLastField
  }

  /// Bytes of rows of bare numbers between two rows for which the scanner looks whether to stop: as
  /// many as the largest stretch, some ten milliseconds.
  private static let longestPlainRun = 1 << 22

  /// Reads rows of bare numbers in the usual order, up to the first row that is anything else, or that
  /// is too near to the end of the file for looking ahead.
  private mutating func readPlainRows() {
    guard let base = scanner.bytes.baseAddress else { return }
    let stop = min(
      end, scanner.bytes.count - PlainCursor.reach, scanner.position + Self.longestPlainRun)
    guard scanner.position < stop else { return }
    let limit = base + stop
    let hasTimes = layout.timestamp != nil
    let (lowest, highest) = (layout.limits.lowest, layout.limits.highest)
    var cursor = PlainCursor(at: base + scanner.position, separator: scanner.separator)
    var part = builder
    var shortest = past.shortestLastField
    var lastUser = RepeatedField()
    var row = cursor.at
    while row < limit && !part.isFull {
      let user = cursor.repeatedNumber(&lastUser)
      guard user >= 0 else { break }
      let item = cursor.wholeNumber()
      guard cursor.skipSeparator() else { break }
      var last = cursor.at
      let rating = cursor.decimal()
      var timestamp: Int64 = 0
      if hasTimes {
        guard cursor.skipSeparator() else { break }
        last = cursor.at
        timestamp = cursor.wholeNumber()
      }
      let length = cursor.at - last
      guard cursor.skipLineEnd(), item | timestamp >= 0, rating >= lowest, rating <= highest
      else { break }
      shortest = min(shortest, length)
      part.append(user: user, item: item, rating: rating, timestamp: timestamp)
      row = cursor.at
    }
    let rows = part.end - builder.end
    builder = part
    past.shortestLastField = shortest
    past.rows += rows
    scanner.position = row - base
    scanner.line += rows
  }
}
