import Synchronization

/// The rows of a text packed by gzip, parsed by some threads while another one unpacks what follows.
///
/// The text is not kept: memory does not grow with it. Faults, and rows that must be read again, are left to whoever
/// unpacks all of it.
final class InflatedRows: @unchecked Sendable {
  /// The reason why the rows are left to the whole text: a fault, or rows whose reading is another matter.
  struct Unusual: Error {}

  /// The first rows.
  let sample: FileContents
  private let stream: GzipStream
  private let path: String
  private let limit: Int
  private let plan: LoadPlan
  /// The most bytes that are unpacked at a time.
  private let piece: Int
  /// The number of lines that the whole text has at most, unless it changes much behind its first rows.
  private let mostLines: Int
  /// The bytes that have been unpacked.
  private var received: Int
  /// The start of a line whose end is not unpacked yet.
  private var rest: [UInt8]
  private var isRead = false

  /// The first lines, by which columns are found. The finder looks at 100 rows at most.
  private static let sampleLines = 1000
  private static let longestSample = 1 << 24
  /// The bytes of a row in the columns.
  private static let rowBytes = 16
  /// The bytes behind the last row of a piece that may be read: what the fast ways look ahead.
  private static let reach = max(PlainCursor.reach, PlainCursor.textReach)

  /// Unpacks the first rows; nil for what is no gzip or has few rows, which take no time.
  ///
  /// - Throws: `Unusual`; `DataError.damagedArchive`, `.tooBig`, `.interrupted`.
  init?(_ contents: FileContents, path: String, limit: Int, plan: LoadPlan) throws {
    guard GzipStream.isGzip(contents.bytes) else { return nil }
    let stream = try GzipStream(contents, path: path)
    let piece = max(plan.stretch ?? PackedBytes.piece, 1)
    self.stream = stream
    self.piece = piece
    self.path = path
    self.limit = limit
    self.plan = plan
    let text = try GrowingBytes(for: path, limit: limit)
    var lines = 0
    while lines < Self.sampleLines {
      let start = text.count
      let got = try text.append(upTo: piece) { memory in
        try plan.stop.check()
        return try stream.read(into: memory, upTo: piece)
      }
      guard got > 0 else { return nil }
      lines += LineCount.of(UnsafeRawBufferPointer(start: text.start + start, count: got))
      // Text with lines so long is none of rows, or has another end of lines.
      guard text.count < Self.longestSample else { throw Unusual() }
    }
    let bytes = UnsafeRawBufferPointer(start: text.start, count: text.count)
    let end = (bytes.lastIndex(of: newline) ?? -1) + 1
    received = text.count
    rest = Array(bytes[end...])
    mostLines = Int(2 * Double(lines) / max(stream.share, 1e-9)) + Self.sampleLines
    // Room that is never written costs nothing, but rows are numbered by 32 bits, and the system may refuse what is
    // more than the machine's memory.
    guard mostLines < min(Int(Int32.max), LoadOptions.defaultSizeLimit / Self.rowBytes) else {
      throw Unusual()
    }
    let head = try GrowingBytes(for: path, limit: limit, capacity: end)
    _ = try head.append(upTo: end) { memory in
      memory.copyMemory(from: text.start, byteCount: end)
      return end
    }
    sample = FileContents(head, path: path)
  }

  /// Lines that were unpacked, and the rows of the columns reserved for them.
  private struct Piece {
    let number: Int
    let buffer: OwnedBuffer<UInt8>
    let bytes: Range<Int>
    let rows: Range<Int>
  }

  /// The rows that were read of a piece.
  private struct Outcome: Sendable {
    let part: RatingTable.Part
    let past: PartReader.Past
  }

  /// Reads all rows.
  ///
  /// - Parameter scanner: at the first row of the sample.
  /// - Throws: `Unusual`; `DataError.damagedArchive`, `.tooBig`, `.interrupted`.
  func read(_ layout: PartReader.Layout, _ scanner: RowScanner) throws -> (
    RatingTable, PartReader.Past
  ) {
    // A stream is read once.
    guard !isRead else { throw Unusual() }
    isRead = true
    var layout = layout
    layout.skippableRows = 0
    // One more line, because text may follow the last line end.
    let columns = RatingColumns(capacity: mostLines + 1, hasTimestamps: layout.timestamp != nil)
    let coders = (0..<max(plan.threads, 1)).map { _ in RatingTable.Coder(layout.kinds) }
    let (parts, past) = try columns.withPointers { pointers in
      try read(layout, scanner, coders, pointers)
    }
    return (RatingTable(columns: columns, parts: parts, coders: coders), past)
  }

  private func read(
    _ layout: PartReader.Layout, _ scanner: RowScanner, _ coders: [RatingTable.Coder],
    _ columns: ColumnPointers
  ) throws -> ([RatingTable.Part], PartReader.Past) {
    let outcomes = Mutex<[Int: Outcome]>([:])
    let buffers = Mutex<[OwnedBuffer<UInt8>]>([])
    var (count, lines) = (0, 0)
    try PieceLine<Piece>.run(threads: coders.count) {
      let start = count == 0 ? scanner.position : nil
      let buffer = buffers.withLock { $0.popLast() }
      guard let (buffer, bytes) = try nextLines(buffer, sampleFrom: start) else { return nil }
      let text = UnsafeRawBufferPointer(start: buffer.start + bytes.lowerBound, count: bytes.count)
      let rows = lines..<lines + LineCount.of(text)
      guard rows.upperBound <= mostLines else { throw Unusual() }
      lines = rows.upperBound
      defer { count += 1 }
      return Piece(number: count, buffer: buffer, bytes: bytes, rows: rows)
    } use: { piece, thread in
      let part = RatingTable.Writer(coder: thread, of: coders, to: columns, rows: piece.rows)
      var reader = partReader(
        layout, like: scanner, of: piece.buffer, piece.bytes,
        until: piece.bytes.upperBound + Self.reach, .init(), part)
      let read = try? reader.read()
      try plan.stop.check()
      // A line end within quotes, perhaps: the next piece begins within a row.
      guard let read, reader.position == piece.bytes.upperBound else { throw Unusual() }
      outcomes.withLock { $0[piece.number] = Outcome(part: read, past: reader.past) }
      buffers.withLock { $0.append(piece.buffer) }
    }
    var parts: [RatingTable.Part] = []
    var past = PartReader.Past()
    for number in 0..<count {
      guard let outcome = outcomes.withLock({ $0[number] }) else { throw Unusual() }
      parts.append(outcome.part)
      past.add(outcome.past, rows: outcome.part.rows.count, line: 1)
    }
    let last = OwnedBuffer<UInt8>(capacity: rest.count)
    last.start.update(from: rest, count: rest.count)
    var reader = partReader(
      layout, like: scanner, of: last, 0..<rest.count, until: rest.count, past,
      RatingTable.Writer(coder: 0, of: coders, to: columns, rows: lines..<lines + 1))
    parts.append(try reader.read())
    guard layout.event?.accepts(reader.past.events) ?? true else { throw Unusual() }
    return (parts, reader.past)
  }

  /// Returns a reader of the rows in a range of a buffer, of which the bytes before `end` may be read.
  private func partReader(
    _ layout: PartReader.Layout, like scanner: RowScanner, of buffer: OwnedBuffer<UInt8>,
    _ range: Range<Int>, until end: Int, _ past: PartReader.Past, _ part: RatingTable.Writer
  ) -> PartReader {
    var own = RowScanner(
      UnsafeBufferPointer(start: buffer.start, count: end), file: path,
      separator: scanner.separator, hasQuotes: scanner.hasQuotes, stop: plan.stop)
    own.position = range.lowerBound
    return PartReader(own, end: range.upperBound, layout: layout, past: past, part: part)
  }

  // MARK: Unpacking

  /// Returns whole lines that follow those before; nil at the end of the text.
  ///
  /// - Parameters:
  ///   - buffer: memory that is free; nil: there is none.
  ///   - start: the place in the sample from which on its lines are returned; nil: they were.
  private func nextLines(_ buffer: OwnedBuffer<UInt8>?, sampleFrom start: Int?) throws -> (
    OwnedBuffer<UInt8>, Range<Int>
  )? {
    if let start {
      let bytes = sample.bytes
      let copy = OwnedBuffer<UInt8>(capacity: max(bytes.count, 2 * piece) + Self.reach)
      if let base = bytes.baseAddress { copy.start.update(from: base, count: bytes.count) }
      return (copy, start..<bytes.count)
    }
    var buffer = buffer ?? OwnedBuffer(capacity: 2 * piece + Self.reach)
    var held = rest.count
    // The rest is no longer than what was held before, and may be longer than this buffer's half.
    while held + piece + Self.reach > buffer.capacity { buffer = buffer.doubled() }
    buffer.start.update(from: rest, count: held)
    while true {
      try plan.stop.check()
      if held + piece + Self.reach > buffer.capacity { buffer = buffer.doubled() }
      let got = try stream.read(into: buffer.start + held, upTo: piece)
      guard got > 0 else {
        rest = Array(UnsafeBufferPointer(start: buffer.start, count: held))
        return nil
      }
      received += got
      guard received <= limit else { throw DataError.tooBig(path: path, limit: limit) }
      let added = UnsafeBufferPointer(start: buffer.start + held, count: got)
      let end = added.lastIndex(of: newline).map { held + $0 + 1 }
      held += got
      guard let end else { continue }
      rest = Array(UnsafeBufferPointer(start: buffer.start + end, count: held - end))
      return (buffer, 0..<end)
    }
  }
}

private let newline = UInt8(ascii: "\n")
