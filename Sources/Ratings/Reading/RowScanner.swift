/// Cuts delimited text into rows and fields without copying a byte.
///
/// Comma-separated text follows RFC 4180: a field in double quotes may hold separators, line ends
/// and quotes written twice. With other separators there are no quotes. Lines end in LF or CRLF;
/// empty lines are skipped.
struct RowScanner {
  enum Separator { case comma, doubleColon, tab, bar }

  /// A field's bytes, without the quotes around it.
  struct Field {
    let start: Int
    let end: Int
    /// True if the field holds quotes written twice.
    let hasDoubledQuotes: Bool
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  let separator: Separator
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
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, separator: Separator,
    stop: StopRequest = .never
  ) {
    self.bytes = bytes
    self.file = file
    self.separator = separator
    self.stop = stop
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0  // byte-order mark
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
    repeat {
      fields.append(
        separator == .comma && position < bytes.count && bytes[position] == quote
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
    switch separator {
    case .comma: bytes[position] == UInt8(ascii: ",")
    case .tab: bytes[position] == UInt8(ascii: "\t")
    case .bar: bytes[position] == UInt8(ascii: "|")
    case .doubleColon:
      bytes[position] == UInt8(ascii: ":") && position + 1 < bytes.count
        && bytes[position + 1] == UInt8(ascii: ":")
    }
  }

  private var isAtLineEnd: Bool {
    bytes[position] == newline
      || bytes[position] == carriageReturn
        && (position + 1 == bytes.count || bytes[position + 1] == newline)
  }

  /// Skips a separator or the end of the row; returns true if another field follows.
  private mutating func skipSeparator() -> Bool {
    guard position < bytes.count else { return false }
    if !isAtLineEnd {
      position += separator == .doubleColon ? 2 : 1
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
