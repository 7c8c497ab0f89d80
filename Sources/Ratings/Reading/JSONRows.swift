/// Reads the rows of JSON lines without a table of them, in stretches that threads share.
///
/// It reads what has no faults, and gives then what `RatingReader` reads of the table that `JSONLines` makes. Of
/// anything else, that reader tells.
struct JSONRows: @unchecked Sendable {
  /// The reason why the rows are left to the table: a fault, or rows whose reading is another matter.
  struct Unusual: Error {}
  /// The reason why a piece has more rows than were reserved for it.
  struct Crowded: Error {}

  let file: String
  let layout: PartReader.Layout
  let shape: JSONShape
  let stop: StopRequest
  /// True if rows can be read where they are.
  let isDirect: Bool
  private let source: JSONSource
  private let lines: JSONLines
  private let options: LoadOptions
  private let plan: LoadPlan

  /// - Parameters:
  ///   - lines: the first lines as a table.
  ///   - layout: the places of values in its rows.
  init(
    _ source: JSONSource, file: String, lines: JSONLines, layout: PartReader.Layout,
    options: LoadOptions, plan: LoadPlan
  ) {
    self.source = source
    self.file = file
    self.lines = lines
    self.layout = layout
    self.options = options
    self.plan = plan
    stop = plan.stop
    var places: [JSONShape.Role: Int] = [.user: layout.user, .item: layout.item]
    places[.rating] = layout.rating
    places[.time] = layout.timestamp
    isDirect =
      !layout.isSelective && !layout.isOfDates && Set(places.values).count == places.count
    let head = source.head
    shape = JSONShape(
      UnsafeBufferPointer(rebasing: head[ByteOrderMark.length(in: head)...]),
      names: places.mapValues { lines.columns[$0] })
  }

  /// Reads all rows.
  ///
  /// - Throws: `Unusual`; `DataError.interrupted`; `TextKeysFound` of the first row with a text in a column of numbers.
  func read() throws -> (RatingTable, PartReader.Past) {
    do {
      return try read(pieces(line: usualLine))
    } catch is Crowded {
      return try read(pieces(line: shortestLine))
    }
  }

  private func read(_ pieces: [Piece]) throws -> (RatingTable, PartReader.Past) {
    let count = pieces.last?.rows.upperBound ?? 0
    guard count < Int32.max else { throw Unusual() }
    let columns = RatingColumns(capacity: count, hasTimestamps: layout.timestamp != nil)
    let threads = try (0..<max(plan.threads, 1)).map { _ in try Thread(self) }
    let coders = threads.map(\.coder)
    return try columns.withPointers { pointers in
      let outcomes = PieceOutcomes<Outcome?>(count: pieces.count, of: nil)
      ParallelWork.run(pieces: pieces.count, threads: plan.threads) { i, thread in
        guard !stop.isMade() else { return }
        let part = RatingTable.Writer(
          coder: thread, of: coders, to: pointers, rows: pieces[i].rows)
        outcomes[i] = try? read(pieces[i], line: 1, threads[thread], part)
      }
      try stop.check()
      var parts: [RatingTable.Part] = []
      var past = PartReader.Past()
      var line = 1
      for (i, piece) in pieces.enumerated() {
        guard let outcome = outcomes[i] else {
          let part = RatingTable.Writer(coder: 0, of: coders, to: pointers, rows: piece.rows)
          try readAgain(piece, line: line, threads[0], part)
          throw Unusual()
        }
        parts.append(outcome.part)
        past.add(outcome.past, rows: outcome.part.rows.count, line: line)
        line += outcome.lines
      }
      if case .file(let file) = source { try file.expectUnchanged() }
      guard past.bad.isEmpty, layout.event?.accepts(past.events) ?? true else { throw Unusual() }
      return (RatingTable(columns: columns, parts: parts, coders: coders), past)
    }
  }

  /// The memory and the codes that one thread has for itself.
  private struct Thread: Sendable {
    let coder: RatingTable.Coder
    let writer: JSONTableWriter
    let buffer = JSONLineBuffer()

    init(_ rows: JSONRows) throws {
      coder = RatingTable.Coder(rows.layout.kinds)
      writer = JSONTableWriter(
        columns: rows.lines.columns, wanted: rows.lines.wanted,
        into: try GrowingBytes(for: rows.file, limit: rows.options.sizeLimit, capacity: 1 << 16))
    }
  }

  private func read(
    _ piece: Piece, line: Int, _ thread: Thread, _ part: RatingTable.Writer
  ) throws -> Outcome {
    guard let lines = try source.lines(in: piece.bytes, thread.buffer) else {
      var part = part
      return Outcome(part: part.finish(), past: .init(), lines: 0)
    }
    var reader = JSONRowReader(self, lines, line: line, writer: thread.writer, part: part)
    let (part, past) = try reader.read()
    return Outcome(part: part, past: past, lines: reader.lines)
  }

  /// Reads a piece with a fault again, now with its lines.
  ///
  /// - Throws: `TextKeysFound` or `Crowded` if that was the fault, `DataError.interrupted`; otherwise `Unusual`.
  private func readAgain(
    _ piece: Piece, line: Int, _ thread: Thread, _ part: RatingTable.Writer
  ) throws {
    do {
      _ = try read(piece, line: line, thread, part)
    } catch let found as TextKeysFound {
      throw found
    } catch let crowded as Crowded {
      throw crowded
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch {
      throw Unusual()
    }
  }

  // MARK: Pieces

  /// A part of the text, and the rows of the columns reserved for the lines that start within it.
  private struct Piece {
    let bytes: Range<Int>
    let rows: Range<Int>
  }

  /// The bytes of the shortest row: the names of users and items, their marks, values of one byte and a line end.
  private var shortestLine: Int {
    let names = [layout.user, layout.item].reduce(0) { $0 + lines.columns[$1].utf8.count }
    return names + #"{"":1,"":1}"#.utf8.count + 1
  }

  /// The bytes of a line for which a row is reserved at first, fewer than the first lines have.
  ///
  /// Columns lie in large pages, which the system clears as a whole: to reserve three times the rows takes three times
  /// the memory, and a fourth of the time. Rows of long lines are few however many are reserved.
  private var usualLine: Int {
    let head = UnsafeRawBufferPointer(source.head).prefix(Self.measured)
    let lines = LineCount.of(UnsafeRawBufferPointer(rebasing: head))
    return max(shortestLine, min(head.count * 4 / (5 * max(lines, 1)), Self.longLine))
  }

  private static let measured = 1 << 22
  private static let longLine = 64

  /// Cuts the text by its size alone.
  ///
  /// - Parameter line: the bytes for which a row is reserved.
  private func pieces(line: Int) -> [Piece] {
    let size = source.piece(plan.stretch)
    var row = 0
    return stride(from: 0, to: source.count, by: size).map { start in
      let range = start..<min(start + size, source.count)
      // The last one may have no line end.
      let rows = range.count / line + 2
      defer { row += rows }
      return Piece(bytes: range, rows: row..<row + rows)
    }
  }

  /// The rows that were read of a piece.
  private struct Outcome: Sendable {
    let part: RatingTable.Part
    let past: PartReader.Past
    let lines: Int
  }
}
