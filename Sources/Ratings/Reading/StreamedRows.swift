/// The rows of a table that a program writes as comma-separated text with a header, read while it goes on.
///
/// The text is not kept: memory does not grow with it. It has as many lines as rows, and one of the header; anything
/// else is unusual, and left to whoever keeps the text.
final class StreamedRows {
  /// The reason why the rows are left to the kept text: a fault, or rows whose reading is another matter.
  struct Unusual: Error {}

  /// The header and the first rows.
  private(set) var sample: FileContents
  private let program: RunningProgram
  private let path: String
  private let rows: Int
  private let limit: Int
  private let plan: LoadPlan
  /// The bytes that are not parsed yet are the first of it.
  private var buffer = OwnedBuffer<UInt8>(capacity: 4 * RunningProgram.piece)
  private var held = 0
  /// The bytes that the program has written.
  private var received = 0
  private var isRead = false

  /// The bytes behind the last row that may be read: what the fast ways look ahead.
  private static let reach = max(PlainCursor.reach, PlainCursor.textReach)

  /// Reads the header and the first rows.
  ///
  /// - Parameters:
  ///   - path: the file that the program reads, for errors.
  ///   - rows: the number of rows.
  ///   - limit: the most bytes that it may give.
  /// - Throws: `Unusual`; `DataError.tooBig`, `.interrupted`.
  init(_ program: RunningProgram, path: String, rows: Int, limit: Int, plan: LoadPlan) throws {
    guard rows < Int32.max else { throw Unusual() }
    self.program = program
    self.path = path
    self.rows = rows
    self.limit = limit
    self.plan = plan
    self.sample = FileContents(try GrowingBytes(for: path, limit: limit), path: path)
    while held < RunningProgram.piece / 4 || lastLineEnd == nil, try receive() {}
    guard let end = lastLineEnd else { throw Unusual() }
    let sample = try GrowingBytes(for: path, limit: limit, capacity: end)
    _ = try sample.append(upTo: end) { memory in
      memory.copyMemory(from: buffer.start, byteCount: end)
      return end
    }
    self.sample = FileContents(sample, path: path)
  }

  /// Reads all rows.
  ///
  /// - Throws: `Unusual`, `TextKeysFound`; `DataError`, of which all but `.tooBig` and `.interrupted` are without the
  ///   row.
  func read(_ layout: PartReader.Layout) throws -> (RatingTable, PartReader.Past) {
    // A program's output is read once.
    guard !isRead else { throw Unusual() }
    isRead = true
    let columns = RatingColumns(capacity: rows + 1, hasTimestamps: layout.timestamp != nil)
    let coders = [RatingTable.Coder(layout.kinds)]
    let (part, past) = try columns.withPointers { pointers in
      try parse(
        layout,
        RatingTable.Writer(coder: 0, of: coders, to: pointers, rows: 0..<pointers.items.count))
    }
    guard try program.succeeded(), held == 0, past.bad.isEmpty else { throw Unusual() }
    return (RatingTable(columns: columns, parts: [part], coders: coders), past)
  }

  private func parse(_ layout: PartReader.Layout, _ part: RatingTable.Writer) throws -> (
    RatingTable.Part, PartReader.Past
  ) {
    var layout = layout
    layout.skippableRows = 0
    var part = part
    var past = PartReader.Past()
    var lines = 0
    var isAtHeader = true
    repeat {
      guard let end = lastLineEnd else { continue }
      let text = UnsafeBufferPointer(start: buffer.start, count: end)
      lines += LineCount.of(UnsafeRawBufferPointer(text))
      var start = 0
      if isAtHeader, let header = text.firstIndex(of: newline) { start = header + 1 }
      isAtHeader = false
      var scanner = RowScanner(
        UnsafeBufferPointer(start: buffer.start, count: end + Self.reach), file: path,
        separator: .comma, hasQuotes: true, stop: plan.stop)
      scanner.position = start
      var reader = PartReader(scanner, end: end, layout: layout, past: past, part: part)
      _ = try reader.read()
      guard reader.position == end else { throw Unusual() }
      // Its part is not the last: the rows that follow go on where it ended.
      part = reader.builder
      past = reader.past
      buffer.start.update(from: buffer.start + end, count: held - end)
      held -= end
    } while try receive()
    // A line end within a row would be one line more.
    guard lines == rows + 1 else { throw Unusual() }
    return (part.finish(), past)
  }

  /// The end of the last whole line that is held; nil if there is none.
  private var lastLineEnd: Int? {
    UnsafeBufferPointer(start: buffer.start, count: held).lastIndex(of: newline).map { $0 + 1 }
  }

  /// Receives more bytes; returns false at their end.
  private func receive() throws -> Bool {
    if held + RunningProgram.piece + Self.reach > buffer.capacity { buffer = buffer.doubled() }
    let got = try program.read(into: buffer.start + held)
    held += got
    received += got
    guard received <= limit else { throw DataError.tooBig(path: path, limit: limit) }
    return got > 0
  }
}

private let newline = UInt8(ascii: "\n")
