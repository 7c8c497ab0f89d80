/// Rows read on a fast path, up to the first that is anything else. The writer of the rows is apart, because a second
/// owner of what it refers to would cost every row of texts some counting.
struct PlainRun {
  var cursor: PlainCursor
  /// The start of the first row not read yet.
  var row: UnsafePointer<UInt8>
  /// The place before which the rows to read start.
  let limit: UnsafePointer<UInt8>
  /// The place from which on no more bytes of any number may be passed over.
  let last: UnsafePointer<UInt8>
  /// The number of lines read.
  var lines = 0
  /// The number of rows left out.
  var leftOut = 0
  /// The fewest bytes of a row's last field.
  var shortest: Int
  /// The forms of numbers and times.
  var spellings = Spellings()
}

extension PartReader {
  /// The most bytes that a fast path reads between two checks for a stop request: 4 MiB, about 10 ms.
  static let longestPlainRun = 1 << 22

  /// Returns a run from the next row on; nil if that is too near to the end of the file for looking ahead.
  ///
  /// - Parameter reach: the bytes from the start of a row that are read without looking for the end of the file.
  @inline(__always)
  func plainRun(reach: Int) -> PlainRun? {
    guard let base = scanner.bytes.baseAddress else { return nil }
    let last = scanner.bytes.count - reach
    let stop = min(end, last, scanner.position + Self.longestPlainRun)
    guard scanner.position < stop else { return nil }
    let start = base + scanner.position
    return PlainRun(
      cursor: PlainCursor(at: start, separator: scanner.separator), row: start,
      limit: base + stop, last: base + last, shortest: past.shortestLastField)
  }

  /// Takes over what a run has read, and returns true if it came to its end, and not to a row of another kind.
  @inline(__always)
  mutating func take(_ run: PlainRun, _ part: RatingTable.Writer) -> Bool {
    guard let base = scanner.bytes.baseAddress else { return true }
    past.rows += part.end - builder.end
    past.leftOut += run.leftOut
    past.shortestLastField = run.shortest
    past.spellings.formUnion(run.spellings)
    builder = part
    scanner.position = run.row - base
    scanner.line += run.lines
    return run.row >= run.limit || part.isFull
  }
}
