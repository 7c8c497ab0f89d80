/// Reads the ratings of one file, in one pass over its bytes that threads share.
///
/// The file is cut into stretches at line ends, by its size alone, and the stretches are read
/// independently of each other. A quoted field may hold a line end: then a stretch does not begin where
/// a row does, the stretch before it shows that by ending elsewhere, and the file is read again from
/// front to back. The outcome, an error's line included, is therefore the same for any number of threads.
struct RatingReader {
  /// How the work is cut and shared out.
  struct Plan {
    /// The least number of bytes in a stretch; nil judges by the file's size.
    var stretch: Int?
    var threads: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  /// Stands where the first row starts.
  private let scanner: RowScanner
  private let layout: PartReader.Layout
  private let plan: Plan

  /// - Throws: `DataError`, with the line.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat, scale: RatingScale?,
    plan: Plan
  ) throws -> RatingParts {
    try TextCheck.expectText(bytes, file: file)
    var scanner = RowScanner(bytes, file: file, separator: format.separator)
    let limits = scale ?? RatingScale(0, 10)
    let layout =
      try hasHeader(scanner, format)
      ? layoutFromHeader(&scanner, limits) : usualLayout(scanner, limits)
    let parts = try RatingReader(bytes: bytes, scanner: scanner, layout: layout, plan: plan)
      .readAll()
    guard parts.count > 0 else { throw DataError.headerWithoutRows(file: file) }
    guard parts.count <= Int32.max else { throw DataError.tooManyRows(file: file) }
    return parts
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

  private static func layoutFromHeader(
    _ scanner: inout RowScanner, _ limits: RatingScale
  ) throws -> PartReader.Layout {
    let header = try Header(&scanner)
    let places = try header.require(["userId", "movieId", "rating"])
    return PartReader.Layout(
      user: places[0], item: places[1], rating: places[2], timestamp: try header.find("timestamp"),
      fields: header.names.count, limits: limits)
  }

  private static func usualLayout(
    _ scanner: RowScanner, _ limits: RatingScale
  ) throws -> PartReader.Layout {
    var ahead = scanner
    guard try ahead.next() else { throw DataError.empty(file: ahead.file) }
    if ahead.fields.count != 3 { try ahead.expectFields(4) }
    let hasTimes = ahead.fields.count == 4
    return PartReader.Layout(
      user: 0, item: 1, rating: 2, timestamp: hasTimes ? 3 : nil, fields: hasTimes ? 4 : 3,
      limits: limits)
  }

  // MARK: Stretches

  private func readAll() throws -> RatingParts {
    let cuts = cuts()
    let coders = (0..<max(plan.threads, 1)).map { _ in IDCoder() }
    let outcomes = readStretches(cuts, coders)
    if let parts = try joined(outcomes, cuts, coders) { return parts }
    return try readInOrder(step: stretchSize)
  }

  /// 64 stretches, or as many of 4 MB as it takes: some for every thread, and rows that stay in the cache.
  private var stretchSize: Int {
    plan.stretch ?? min(max(bytes.count / 64, 1 << 18), 1 << 22)
  }

  /// Where the stretches start, and at the end where the last whole line does; what follows that
  /// is read by itself.
  private func cuts() -> [Int] {
    let start = scanner.position
    let newline = UInt8(ascii: "\n")
    let end = max((bytes.lastIndex(of: newline) ?? -1) + 1, start)
    var cuts = [start]
    while let last = cuts.last, end - last > stretchSize,
      let line = bytes[(last + stretchSize)..<end].firstIndex(of: newline), line + 1 < end
    {
      cuts.append(line + 1)
    }
    if end > start { cuts.append(end) }
    return cuts
  }

  /// What came of a stretch.
  private struct Outcome: Sendable {
    /// Nil if reading failed.
    var part: RatingPart?
    /// Where the row after the last one starts.
    var end = 0
    var lines = 0
    var shortestLastField = Int.max
  }

  private func readStretches(_ cuts: [Int], _ coders: [IDCoder]) -> [Outcome] {
    let outcomes = OutcomeList(count: cuts.count - 1)
    let shared = SharedReader(reader: self)
    ParallelWork.run(pieces: cuts.count - 1, threads: plan.threads) { stretch, thread in
      outcomes[stretch] = shared.reader.readStretch(
        cuts[stretch]..<cuts[stretch + 1], thread, coders)
    }
    return outcomes.all
  }

  private func readStretch(_ range: Range<Int>, _ thread: Int, _ coders: [IDCoder]) -> Outcome {
    var scanner = scanner
    scanner.position = range.lowerBound
    scanner.line = 1
    var reader = PartReader(
      scanner, end: range.upperBound, layout: layout, past: .init(), coder: thread, of: coders)
    guard let part = try? reader.read() else { return Outcome() }
    MemoryAdvice.release(bytes, range)
    return Outcome(
      part: part, end: reader.position, lines: reader.line - 1,
      shortestLastField: reader.past.shortestLastField)
  }

  /// The stretches in order, and what follows the last whole line; nil if one of them did not begin
  /// where the one before it ended.
  private func joined(
    _ outcomes: [Outcome], _ cuts: [Int], _ coders: [IDCoder]
  ) throws -> RatingParts? {
    var parts: [RatingPart] = []
    var past = PartReader.Past()
    var scanner = scanner
    for (stretch, outcome) in outcomes.enumerated() {
      guard let part = outcome.part else {
        // The same rows again, now with their lines, for the error.
        var reader = PartReader(
          scanner, end: cuts[stretch + 1], layout: layout, past: past, coder: 0, of: coders)
        _ = try reader.read()
        return nil
      }
      guard outcome.end == cuts[stretch + 1] else { return nil }
      parts.append(part)
      past.rows += part.count
      past.shortestLastField = min(past.shortestLastField, outcome.shortestLastField)
      scanner.position = outcome.end
      scanner.line += outcome.lines
    }
    var reader = PartReader(
      scanner, end: bytes.count, layout: layout, past: past, coder: 0, of: coders)
    parts.append(try reader.read())
    return RatingParts(parts: parts, coders: coders, hasTimestamps: layout.timestamp != nil)
  }

  /// Reads from front to back on one thread, where each part begins where the one before it ended.
  private func readInOrder(step: Int) throws -> RatingParts {
    let coders = [IDCoder()]
    var parts: [RatingPart] = []
    var past = PartReader.Past()
    var scanner = scanner
    while scanner.position < bytes.count {
      var reader = PartReader(
        scanner, end: scanner.position + step, layout: layout, past: past, coder: 0, of: coders)
      parts.append(try reader.read())
      past = reader.past
      scanner.position = reader.position
      scanner.line = reader.line
    }
    return RatingParts(parts: parts, coders: coders, hasTimestamps: layout.timestamp != nil)
  }

  /// A reader for threads: the bytes are only read.
  private struct SharedReader: @unchecked Sendable {
    let reader: RatingReader
  }

  /// One place a stretch, each written by one thread.
  private final class OutcomeList: @unchecked Sendable {
    private let start: UnsafeMutablePointer<Outcome>
    private let count: Int

    init(count: Int) {
      self.count = count
      start = .allocate(capacity: count)
      start.initialize(repeating: Outcome(), count: count)
    }

    deinit {
      start.deinitialize(count: count)
      start.deallocate()
    }

    subscript(stretch: Int) -> Outcome {
      get { start[stretch] }
      set { start[stretch] = newValue }
    }

    var all: [Outcome] { Array(UnsafeBufferPointer(start: start, count: count)) }
  }
}
