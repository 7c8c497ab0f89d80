/// Cuts delimited text into rows and fields without copying a byte.
///
/// A field in double quotes may hold separators, line ends and quotes written twice, as in RFC 4180, if
/// the text has quotes at all: with commas it has by default. Lines end in LF or CRLF; empty lines are
/// skipped.
struct RowScanner {

  /// A field's bytes, without the quotes around it.
  struct Field {
    let start: Int
    let end: Int
    /// True if the field holds quotes written twice.
    let hasDoubledQuotes: Bool
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  let separator: FieldSeparator
  /// True if a field may be in quotes.
  let hasQuotes: Bool
  /// The start of the next row.
  var position: Int
  /// The line of the next row's start, from 1.
  var line = 1
  /// The line of the last row's start.
  private(set) var rowLine = 1
  /// The fields of the last row; the storage is used again for every row.
  private(set) var fields: [Field] = []
  /// True if the last row ended in a line end, and not with the file.
  private(set) var rowIsEnded = true
  private let stop: StopRequest

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, separator: FieldSeparator,
    hasQuotes: Bool? = nil, stop: StopRequest = .never
  ) {
    self.bytes = bytes
    self.file = file
    self.separator = separator
    self.hasQuotes = hasQuotes ?? (separator == .comma)
    self.stop = stop
    position = ByteOrderMark.length(in: bytes)
  }

  /// The place of the last row, for errors.
  var place: DataError.Place { DataError.Place(file: file, line: rowLine) }

  /// Reads the next row into `fields`; returns false at the end of the text.
  ///
  /// - Throws: `DataError`; `.interrupted` if a stop was requested.
  mutating func next() throws -> Bool {
    try stop.check()
    skipEmptyLines(before: bytes.count)
    fields.removeAll(keepingCapacity: true)
    guard position < bytes.count else { return false }
    rowLine = line
    rowIsEnded = false
    if separator.isBlanks { skipBlanks() }
    repeat {
      fields.append(
        hasQuotes && position < bytes.count && bytes[position] == quote
          ? try quotedField() : plainField())
    } while skipSeparator()
    return true
  }

  /// Skips the empty lines that start before `limit`.
  mutating func skipEmptyLines(before limit: Int) {
    while position < limit {
      let isReturn = bytes[position] == carriageReturn
      let end = isReturn ? position + 1 : position
      guard end < bytes.count, bytes[end] == newline else { return }
      position = end + 1
      line += 1
    }
  }

  /// Moves to the line after one that begins at `start`.
  mutating func skipLine(from start: Int, _ line: Int) {
    position = start
    while position < bytes.count && bytes[position] != newline { position += 1 }
    if position < bytes.count { position += 1 }
    self.line = line + 1
  }

  /// Reads up to the next separator or line end, which is left to `skipSeparator`.
  private mutating func plainField() -> Field {
    let start = position
    while position < bytes.count && !isAtSeparator && !isAtLineEnd { position += 1 }
    return Field(start: start, end: position, hasDoubledQuotes: false)
  }

  /// Reads a field in quotes.
  private mutating func quotedField() throws -> Field {
    let openingLine = line
    let start = position + 1
    var isDoubled = false
    position = start
    while position < bytes.count {
      if bytes[position] == newline { line += 1 }
      guard bytes[position] == quote else {
        position += 1
        continue
      }
      guard position + 1 < bytes.count, bytes[position + 1] == quote else { break }
      isDoubled = true
      position += 2
    }
    guard position < bytes.count else {
      throw DataError.unterminatedQuote(.init(file: file, line: openingLine))
    }
    let end = position
    position += 1
    guard position == bytes.count || isAtSeparator || isAtLineEnd else {
      // After a line end within the quotes, a missing closing quote is the likelier fault.
      let place = DataError.Place(file: file, line: openingLine)
      throw line > openingLine
        ? DataError.unterminatedQuote(place) : DataError.textAfterQuote(place)
    }
    return Field(start: start, end: end, hasDoubledQuotes: isDoubled)
  }

  private var isAtSeparator: Bool {
    let byte = bytes[position]
    guard byte == separator.byte else { return separator.isBlanks && byte == UInt8(ascii: "\t") }
    return !separator.isDoubled || position + 1 < bytes.count && bytes[position + 1] == byte
  }

  private mutating func skipBlanks() {
    while position < bytes.count, isAtSeparator { position += 1 }
  }

  private var isAtLineEnd: Bool {
    bytes[position] == newline
      || bytes[position] == carriageReturn
        && (position + 1 == bytes.count || bytes[position + 1] == newline)
  }

  /// Skips a separator or the end of the row; returns true if another field follows.
  private mutating func skipSeparator() -> Bool {
    if separator.isBlanks { skipBlanks() }
    guard position < bytes.count else { return false }
    if !isAtLineEnd {
      if !separator.isBlanks { position += separator.isDoubled ? 2 : 1 }
      return true
    }
    if bytes[position] == carriageReturn { position += 1 }
    if position < bytes.count {
      position += 1
      line += 1
      rowIsEnded = true
    }
    return false
  }
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let quote = UInt8(ascii: "\"")
