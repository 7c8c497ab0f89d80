/// Reads the rows that start in one stretch of a file.
///
/// Rows of bare numbers in the usual order take a fast path that allocates nothing, and those with other columns,
/// texts, dates and plain quotes one that is driven by the layout's program. Any other row (blanks, quotes
/// within quotes, a fault) is read by the row scanner, which throws the errors. The outcome is the same on all paths.
struct PartReader {
  /// The places of the values in a row, and their limits.
  struct Layout {
    let user: Int
    let item: Int
    /// The place of the stars; nil if rows are events, each with the weight 1.
    let rating: Int?
    let timestamp: Int?
    /// The names of the columns of users and times, for errors.
    var userName = "userId"
    var timeName = "timestamp"
    /// True if a time of eight digits is a day.
    var isOfDates = false
    /// The number of fields.
    let fields: Int
    /// The scale that ratings must lie on.
    let limits: RatingScale
    /// The kinds of the keys.
    var kinds = KeyKinds()
    /// The number of unreadable rows that are left out.
    var skippableRows = 0
    /// True if rows of text that is not UTF-8 are unreadable as others are.
    var skipsBadText = false
    /// The conditions that rows must meet; nil: none.
    var checks: RowChecks?
    /// False if the row scanner reads all rows.
    var takesFastPaths = true
    /// The column of events, in place of that of stars; nil: none.
    var event: EventColumn?
    /// True if rows may be left out although they can be read.
    var isSelective: Bool { checks != nil || event != nil }
    /// True if rows are user, item, rating and perhaps timestamp, and nothing else.
    var isUsual: Bool {
      user == 0 && item == 1 && rating == 2 && (timestamp ?? 3) == 3 && !isOfDates
        && fields == (timestamp == nil ? 3 : 4) && !isSelective && takesFastPaths
    }
  }

  /// Facts about the rows before, by which a cut last row is found.
  struct Past {
    var rows = 0
    /// The fewest bytes of a row's last field.
    var shortestLastField = Int.max
    /// The forms of numbers and times other than plain whole numbers.
    var spellings = Spellings()
    /// The rows that were left out.
    var bad: [BadRow] = []
    /// The number of rows left out that do not meet the conditions, or are other events.
    var leftOut = 0
    /// The kinds of the events, those left out included.
    var events = EventCounts()
  }

  /// The start of a row that was left out.
  struct BadRow: BitwiseCopyable {
    let position: Int
    /// Its line, counted from the start of the reading.
    let line: Int
  }

  // The fast paths share `PlainRun.swift`; texts are read in `PartReader+Keys.swift`, all columns in
  // `PartReader+Program.swift`.
  var scanner: RowScanner
  let layout: Layout
  let end: Int
  var builder: RatingTable.Writer
  var past: Past
  /// The steps of the fast path of all columns; nil if there are none for the layout.
  private let program: RowProgram?

  /// - Parameters:
  ///   - scanner: a scanner at the start of the first row.
  ///   - end: the place before which the rows to read start.
  ///   - part: the writer of the rows; reading ends once it is full.
  init(
    _ scanner: RowScanner, end: Int, layout: Layout, past: Past, part: RatingTable.Writer
  ) {
    self.scanner = scanner
    self.layout = layout
    self.end = min(end, scanner.bytes.count)
    self.past = past
    builder = part
    program =
      layout.takesFastPaths ? RowProgram(layout, separator: scanner.separator) : nil
  }

  /// The start of the row after the last one, and its line.
  var position: Int { scanner.position }
  var line: Int { scanner.line }

  /// Reads all rows of the stretch.
  ///
  /// - Throws: `DataError`, with the line as the scanner counts it; `TextKeysFound` if a key is a text in a column
  ///   of numbers.
  mutating func read() throws -> RatingTable.Part {
    repeat {
      let isEnded =
        layout.isUsual && (layout.kinds.areNumeric ? readPlainRows() : readPlainTextRows())
      if !isEnded, let program { readRows(by: program) }
    } while try readOrSkipRow()
    return builder.finish()
  }

  /// Reads one row of any kind, and leaves an unreadable one out while that may be; returns false at the end
  /// of the stretch.
  private mutating func readOrSkipRow() throws -> Bool {
    guard layout.skippableRows > 0 else { return try readRow() }
    scanner.skipEmptyLines(before: end)
    let start = BadRow(position: scanner.position, line: scanner.line)
    do {
      return try readRow()
    } catch let error as DataError {
      if case .badEncoding = error, !layout.skipsBadText { throw error }
      guard error != .interrupted, past.bad.count < layout.skippableRows else { throw error }
      past.bad.append(start)
      switch error {
      case .unterminatedQuote, .textAfterQuote: scanner.skipLine(from: start.position, start.line)
      default: break
      }
      return true
    }
  }

  /// Reads one row of any kind; returns false at the end of the stretch.
  private mutating func readRow() throws -> Bool {
    scanner.skipEmptyLines(before: end)
    guard !builder.isFull, scanner.position < end, try scanner.next() else { return false }
    try scanner.expectFields(layout.fields)
    guard let weight = try weight() else { return true }
    try expectKeys()
    let rating = try layout.rating.map { try stars($0) } ?? weight
    let timestamp =
      try layout.timestamp.map {
        try scanner.time(
          $0, layout.timeName, isOfDates: layout.isOfDates, &past.spellings)
      } ?? 0
    let last = scanner.fields[layout.fields - 1]
    if scanner.rowIsEnded {
      past.shortestLastField = min(past.shortestLastField, last.end - last.start)
    } else if looksCut(last.end - last.start) {
      throw DataError.cutRow(scanner.place)
    }
    try layout.event?.count(scanner, &past.events)
    let (user, item) = try keys()
    builder.append(user: user, itemCode: item, rating: rating, timestamp: timestamp)
    past.rows += 1
    return true
  }

  /// Returns the stars of the last row.
  private mutating func stars(_ field: Int) throws -> Float {
    let rating = try number(field)
    guard layout.limits.contains(rating) else {
      throw DataError.outOfScale(scanner.place, value: scanner.raw(field), scale: layout.limits)
    }
    if scanner.hasDecimalComma(field) { past.spellings.insert(.decimalCommas) }
    return rating
  }

  private func number(_ field: Int) throws -> Float {
    do {
      return try scanner.decimal(field, "rating")
    } catch let error as DataError {
      try expectNoHeader()
      throw error
    }
  }

  /// Returns true if the last field of a file without a final line end is probably the start of a
  /// number: a timestamp of fewer digits than any other, if all others have the nine or more digits
  /// of seconds since 1973.
  private func looksCut(_ length: Int) -> Bool {
    past.rows > 0 && past.shortestLastField >= 9 && length < past.shortestLastField
  }

  /// Reads rows of bare numbers in the usual order, up to the first row that is anything else; returns true if no such
  /// row came.
  private mutating func readPlainRows() -> Bool {
    guard var run = plainRun(reach: PlainCursor.reach) else { return true }
    let hasTimes = layout.timestamp != nil
    let (lowest, highest) = (layout.limits.lowest, layout.limits.highest)
    let limit = run.limit
    var part = builder
    var (cursor, row) = (run.cursor, run.row)
    var latest: Int64 = 0
    var shortest = run.shortest
    var lastUser = RepeatedField()
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
      latest |= timestamp
      part.append(user: user, item: item, rating: rating, timestamp: timestamp)
      row = cursor.at
    }
    if latest != 0 { run.spellings = .numbers }
    (run.row, run.shortest, run.lines) = (row, shortest, part.end - builder.end)
    return take(run, part)
  }
}

/// The forms of numbers and times in the rows of a file.
struct Spellings: OptionSet {
  let rawValue: UInt8
  /// Ids such as `7.0`.
  static let pointIDs = Spellings(rawValue: 1)
  /// Times such as `1300001404.0`.
  static let pointTimes = Spellings(rawValue: 2)
  /// Times with a fraction that is not 0.
  static let fractionTimes = Spellings(rawValue: 4)
  /// Dates.
  static let dates = Spellings(rawValue: 8)
  /// Times that are numbers other than 0.
  static let numbers = Spellings(rawValue: 16)
  /// Stars such as `3,5`.
  static let decimalCommas = Spellings(rawValue: 128)
}
