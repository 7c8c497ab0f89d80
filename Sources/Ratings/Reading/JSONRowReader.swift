/// Reads the rows that start in one piece of JSON lines.
///
/// Rows of the usual shape are read where they are. Any other becomes a row of the table that `JSONLines` makes, and a
/// `PartReader` reads it.
struct JSONRowReader {
  private let rows: JSONRows
  /// The bytes that may be read, and the end of the lines there.
  private let bytes: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var position: Int
  private var writer: JSONTableWriter
  /// The lines before the next row, from that on which the reader began.
  private(set) var lines = 0
  private var past = PartReader.Past()
  private var builder: RatingTable.Writer
  /// The number of rows that become rows of a table at a time.
  private var batch: Int
  /// The line of the first row.
  private let line: Int

  private static let longestBatch = 256

  /// - Parameters:
  ///   - line: the line of the first one, for errors.
  ///   - writer: writes rows; no other thread uses it.
  ///   - part: has room for all rows.
  init(
    _ rows: JSONRows, _ lines: JSONSource.Lines, line: Int, writer: JSONTableWriter,
    part: RatingTable.Writer
  ) {
    self.rows = rows
    bytes = lines.bytes
    self.writer = writer
    self.line = line
    position = lines.range.lowerBound
    end = lines.range.upperBound
    builder = part
    batch = rows.isDirect ? 1 : Self.longestBatch
  }

  /// Reads all rows.
  ///
  /// - Throws: `JSONCursor.Fault`, `DataError`; `JSONRows.Crowded` if they are more than the part has room for;
  ///   `TextKeysFound` with the line if a key is a text in a column of numbers.
  mutating func read() throws -> (RatingTable.Part, PartReader.Past) {
    while position < end {
      let before = position
      if rows.isDirect { readUsualRows() }
      // Odd rows that come one after the other are read many at a time.
      let isRun = position == before
      batch = isRun ? min(2 * batch, Self.longestBatch) : rows.isDirect ? 1 : batch
      try readAnyRows(batch)
    }
    return (builder.finish(), past)
  }

  /// Reads rows of any kind, up to a number of them.
  private mutating func readAnyRows(_ count: Int) throws {
    writer.text.removeAll()
    var ahead = JSONLines.Lines(bytes, at: position)
    var taken = 0
    while taken < count, ahead.at < end, let row = ahead.next() {
      try writer.row(bytes, row)
      taken += 1
    }
    guard taken > 0 else { return }
    var scanner = RowScanner(
      UnsafeBufferPointer(
        start: writer.text.start.assumingMemoryBound(to: UInt8.self), count: writer.text.count),
      file: rows.file, separator: .comma, hasQuotes: true, stop: rows.stop)
    // A first field may begin as a byte-order mark does.
    scanner.position = 0
    scanner.line = line + lines
    var reader = PartReader(
      scanner, end: writer.text.count, layout: rows.layout, past: past, part: builder)
    _ = try reader.read()
    guard reader.position == writer.text.count else {
      if reader.builder.isFull { throw JSONRows.Crowded() }
      throw JSONRows.Unusual()
    }
    // Its part is not the last: the rows that follow go on where it ended.
    builder = reader.builder
    past = reader.past
    position = min(ahead.at, end)
    lines += taken
  }

  /// Reads rows up to the first one that is not as usual, or too near to the end of the file for looking ahead.
  private mutating func readUsualRows() {
    let reach = JSONRowCursor.reach
    guard let base = bytes.baseAddress, bytes.count - reach > position else { return }
    let stop = base + min(end, bytes.count - reach)
    let (shape, needed) = (rows.shape, rows.shape.needed)
    let members = UnsafePointer(shape.members.baseAddress)
    let count = shape.members.count
    let (lowest, highest) = (rows.layout.limits.lowest, rows.layout.limits.highest)
    var cursor = JSONRowCursor(at: base + position, limit: base + bytes.count - reach)
    var part = builder
    let (textUsers, textItems) = (part.textUsers, part.textItems)
    var forms = past.spellings
    var lastText = RepeatedText()
    var row = cursor.at
    rows: while row < stop && !part.isFull {
      var (user, item): (Int64, Int64) = (0, 0)
      var (userText, itemText): (TextField?, TextField?) = (nil, nil)
      var (rating, time): (Float, Int64) = (1, 0)
      var found: UInt8 = 0
      var rowForms = Spellings()
      var next = 0
      while true {
        let role: JSONShape.Role
        if next < count, let members, cursor.skip(members[next]) {
          role = members[next].role
          next &+= 1
        } else if next > 0, cursor.at.pointee == UInt8(ascii: "}") {
          break
        } else if let other = cursor.skipLater(shape, &next) {
          role = other
        } else {
          cursor.skipBlanks()
          if next > 0, cursor.at.pointee == UInt8(ascii: "}") { break }
          guard cursor.skip(next > 0 ? "," : "{"), let name = cursor.name() else { break rows }
          role = shape.role(of: name)
          next = max(next, 1)
        }
        guard found & role.bit == 0 else { break rows }
        found |= role.bit
        switch role {
        case .skipped: guard cursor.skipValue() else { break rows }
        case .user:
          if textUsers == nil {
            user = cursor.wholeNumber(&rowForms, point: .pointIDs)
            guard user >= 0 else { break rows }
          } else if cursor.skip(lastText) {
            user = Int64(lastText.code)
          } else {
            userText = cursor.key()
            guard userText != nil else { break rows }
          }
        case .item:
          if textItems == nil {
            item = cursor.wholeNumber(&rowForms, point: .pointIDs)
            guard item >= 0 else { break rows }
          } else {
            itemText = cursor.key()
            guard itemText != nil else { break rows }
          }
        case .rating:
          rating = cursor.stars()
          guard rating >= lowest, rating <= highest else { break rows }
        case .time:
          time = cursor.time(&rowForms)
          guard time >= 0 else { break rows }
        }
      }
      guard found == needed, cursor.skipEnd() else { break }
      // Texts become keys last: a row that is read again may turn out to have others.
      if let userText, let textUsers {
        guard let code = textUsers.code(for: userText, row: part.end) else { break }
        user = Int64(code)
        let start = userText.start - 1
        lastText = RepeatedText(from: start, to: start + userText.count + 2, code: code)
      }
      if let itemText, let textItems {
        guard let code = textItems.code(for: itemText, row: part.end) else { break }
        part.append(user: user, itemCode: code, rating: rating, timestamp: time)
      } else {
        part.append(user: user, item: item, rating: rating, timestamp: time)
      }
      forms.formUnion(rowForms)
      lines &+= 1
      row = cursor.at
    }
    past.rows += part.end - builder.end
    past.spellings = forms
    builder = part
    position = row - base
  }
}

extension JSONRowCursor {
  /// Skips the bytes before a member's value if they are as usual.
  @inline(__always)
  fileprivate mutating func skip(_ member: JSONShape.Member) -> Bool {
    guard limit - at > member.count, TextHash.areEqual(at, member.lead, member.count)
    else { return false }
    at += member.count
    return true
  }

  /// Skips the bytes before the value of a member behind the usual one, as where some are left out; returns nil if
  /// there is none.
  ///
  /// - Parameter next: the place of the usual member, which becomes that of the one after the member found.
  fileprivate mutating func skipLater(_ shape: JSONShape, _ next: inout Int) -> JSONShape.Role? {
    // The first lead has another beginning.
    guard next > 0, next < shape.members.count else { return nil }
    for place in next + 1..<max(shape.members.count, next + 1) where skip(shape.members[place]) {
      next = place + 1
      return shape.members[place].role
    }
    return nil
  }
}
