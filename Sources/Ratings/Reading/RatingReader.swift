/// Reads the ratings of one file, in one pass over its bytes that threads share.
///
/// The file is cut into stretches at line ends, by its size alone, and the stretches are read
/// independently of each other. A quoted field may hold a line end. If so, a stretch may begin
/// within a row; the stretch before it then ends elsewhere, and the file is read again from front
/// to back. The outcome, an error's line included, does not depend on the number of threads.
struct RatingReader {
  let contents: FileContents
  /// A scanner at the start of the first row.
  let scanner: RowScanner
  private(set) var layout: PartReader.Layout
  let options: LoadOptions
  private let plan: LoadPlan

  /// Reads all rows of a layout, given a scanner at the first row of the sample.
  typealias RowSource = (PartReader.Layout, RowScanner) throws -> (RatingTable, PartReader.Past)

  /// Reads the ratings of a file.
  ///
  /// - Parameter standard: the format that the file's name says; nil for other files.
  /// - Throws: `DataError`, with the line.
  static func read(
    _ contents: FileContents, file: String, options: LoadOptions, standard: DataFormat?,
    plan: LoadPlan
  ) throws -> RatingTable {
    let (contents, notes) = try TextDecoding.decoded(
      contents, file: file, limit: options.sizeLimit, stop: plan.stop)
    try TextCheck.expectText(contents.bytes, file: file)
    if JSONLines.isObject(contents.bytes), options.separator == nil, options.format == nil {
      var table = try readLines(
        contents, file: file, options: options, standard: standard, plan: plan)
      table.report.notes = notes + table.report.notes
      return table
    }
    var table = try readDelimited(
      contents, file: file, options: options, standard: standard, plan: plan)
    table.report.notes = notes + table.report.notes
    return table
  }

  /// Reads the rows of a text in UTF-8, or in Latin-1 if texts are not UTF-8 and the bytes look like it.
  private static func readDelimited(
    _ contents: FileContents, file: String, options: LoadOptions, standard: DataFormat?,
    plan: LoadPlan
  ) throws -> RatingTable {
    func read(_ contents: FileContents, _ form: TextForm, skipsBadText: Bool) throws -> RatingTable
    {
      try Self.read(
        contents, form: form, headerLine: 1, file: file, options: options, standard: standard,
        plan: plan, skipsBadText: skipsBadText)
    }
    let form = try form(contents.bytes, file, options, plan)
    do {
      return try read(contents, form, skipsBadText: false)
    } catch let error as DataError {
      guard case .badEncoding = error else { throw error }
      try contents.restore()
      if let decoded = try TextDecoding.fromLatin1(
        contents, file: file, limit: options.sizeLimit, stop: plan.stop)
      {
        var table = try read(decoded, form, skipsBadText: true)
        table.report.notes.insert(
          "\(FileBytes.name(of: file)) is not UTF-8 and was read as Latin-1", at: 0)
        return table
      }
      guard options.skippableRows > 0 else { throw error }
      return try read(contents, form, skipsBadText: true)
    }
  }

  /// Reads the rows of a text in UTF-8 with a known separator, whose first line counts as `headerLine`.
  ///
  /// - Parameters:
  ///   - skipsBadText: true if rows of text that is not UTF-8 are unreadable as others are.
  ///   - rows: reads the rows in place of this reader, for which the text is a sample; nil: none does.
  static func read(
    _ contents: FileContents, form: TextForm, headerLine: Int, file: String, options: LoadOptions,
    standard: DataFormat?, plan: LoadPlan, skipsBadText: Bool = true, rows: RowSource? = nil
  ) throws -> RatingTable {
    var scanner = RowScanner(
      contents.bytes, file: file, separator: form.separator, hasQuotes: form.hasQuotes,
      stop: plan.stop)
    scanner.line = headerLine
    var finder = LayoutFinder(options, standard: standard ?? options.format)
    let layout = try finder.find(&scanner)
    var reader = RatingReader(
      contents: contents, scanner: scanner, layout: layout, options: options, plan: plan)
    reader.layout.skipsBadText = skipsBadText
    reader.layout.takesFastPaths = plan.takesFastPaths
    var report = finder.report
    var (parts, past) = try reader.readKeys(&report, rows)
    guard parts.count > 0 else {
      throw past.leftOut > 0
        ? DataError.nothingKept(file) : DataError.headerWithoutRows(file: file)
    }
    guard parts.count <= Int32.max else { throw DataError.tooManyRows(file: file) }
    parts.report = report
    parts.isImplicit = layout.rating == nil
    parts.ties = options.ties
    try reader.tellSpellings(&parts, past.spellings)
    try reader.tellBadRows(&parts, past)
    reader.tellLeftOut(&parts, past)
    return parts
  }

  /// Returns the form that was said: by the separator, or by the format; otherwise the one that fits.
  static func form(
    _ bytes: UnsafeBufferPointer<UInt8>, _ file: String, _ options: LoadOptions, _ plan: LoadPlan
  ) throws -> TextForm {
    if let separator = options.separator ?? options.format?.separator {
      return try TextForm.of(separator, bytes, file: file, stop: plan.stop)
    }
    return try TextForm.find(bytes, file: file, stop: plan.stop)
  }

  private var bytes: UnsafeBufferPointer<UInt8> { contents.bytes }

  // MARK: Stretches

  /// Bytes from one line's start to another's, and the rows of the columns reserved for them.
  private struct Stretch {
    let bytes: Range<Int>
    let rows: Range<Int>
  }

  /// Reads the rows, ids as numbers first: where one turns out to be a text, all are read again.
  private mutating func readKeys(
    _ report: inout ReadingReport, _ rows: RowSource?
  ) throws -> (RatingTable, PartReader.Past) {
    var texts = Self.sniffTextKeys(scanner, layout)
    while true {
      layout.kinds = texts.kinds
      do {
        let read = try rows?(layout, scanner) ?? readAll()
        report.notes += texts.notes
        return read
      } catch let found as TextKeysFound {
        texts.add(found)
        try contents.restore()
      }
    }
  }

  private func readAll() throws -> (RatingTable, PartReader.Past) {
    let stretches = stretches()
    try plan.stop.check()
    let end = stretches.last?.bytes.upperBound ?? scanner.position
    let lines = stretches.last?.rows.upperBound ?? 0
    // One more line, because text may follow the last line end.
    guard lines < Int32.max else { throw DataError.tooManyRows(file: scanner.file) }
    let columns = RatingColumns(capacity: lines + 1, hasTimestamps: layout.timestamp != nil)
    let coders = (0..<max(plan.threads, 1)).map { _ in RatingTable.Coder(layout.kinds) }
    let parts = try columns.withPointers { pointers in
      let outcomes = readStretches(stretches, coders, pointers)
      try plan.stop.check()
      return try joined(outcomes, stretches, coders, pointers, lastLine: end)
    }
    if let (parts, past) = parts {
      return (RatingTable(columns: columns, parts: parts, coders: coders), past)
    }
    try contents.restore()
    return try readInOrder(columns)
  }

  /// The bytes of a stretch: a 64th of the file, within 256 KB and 4 MB. Every thread gets several,
  /// and the cache holds each.
  private var stretchSize: Int {
    plan.stretch ?? min(max(bytes.count / 64, 1 << 18), 1 << 22)
  }

  /// Cuts the rest of the file up to its last line end.
  private func stretches() -> [Stretch] {
    let newline = UInt8(ascii: "\n")
    let start = scanner.position
    let end = max((bytes.lastIndex(of: newline) ?? -1) + 1, start)
    var cuts = [start]
    while let last = cuts.last, last < end {
      let line = bytes[min(last + stretchSize, end)..<end].firstIndex(of: newline)
      cuts.append(line.map { $0 + 1 } ?? end)
    }
    let ranges = zip(cuts, cuts.dropFirst()).map { $0..<$1 }
    var row = 0
    return zip(ranges, countLines(ranges)).map { range, lines in
      defer { row += lines }
      return Stretch(bytes: range, rows: row..<row + lines)
    }
  }

  /// Returns the number of lines in each range; zeros once a stop was requested.
  private func countLines(_ ranges: [Range<Int>]) -> [Int] {
    let counts = OwnedBuffer<Int>(capacity: ranges.count)
    let shared = SharedReader(reader: self)
    ParallelWork.run(pieces: ranges.count, threads: plan.threads) { i, _ in
      let text = UnsafeRawBufferPointer(
        UnsafeBufferPointer(rebasing: shared.reader.bytes[ranges[i]]))
      counts.start[i] = shared.reader.plan.stop.isMade() ? 0 : LineCount.of(text)
    }
    return ranges.indices.map { counts.start[$0] }
  }

  /// The result of reading a stretch.
  private struct Outcome: Sendable {
    /// Nil if reading failed.
    var part: RatingTable.Part?
    /// The start of the row after the last one.
    var end = 0
    var lines = 0
    var past = PartReader.Past()
  }

  private func readStretches(
    _ stretches: [Stretch], _ coders: [RatingTable.Coder], _ columns: ColumnPointers
  ) -> [Outcome] {
    let outcomes = PieceOutcomes(count: stretches.count, of: Outcome())
    let shared = SharedReader(reader: self)
    ParallelWork.run(pieces: stretches.count, threads: plan.threads) { i, thread in
      let part = RatingTable.Writer(
        coder: thread, of: coders, to: columns, rows: stretches[i].rows)
      outcomes[i] = shared.reader.readStretch(stretches[i].bytes, part)
    }
    return outcomes.all
  }

  private func readStretch(_ range: Range<Int>, _ part: RatingTable.Writer) -> Outcome {
    guard !plan.stop.isMade() else { return Outcome() }
    var scanner = scanner
    scanner.position = range.lowerBound
    scanner.line = 1
    var reader = PartReader(
      scanner, end: range.upperBound, layout: layout, past: .init(), part: part)
    guard let part = try? reader.read() else { return Outcome() }
    contents.release(range)
    return Outcome(
      part: part, end: reader.position, lines: reader.line - 1,
      past: reader.past)
  }

  /// Returns the parts of the stretches in order, and that of the text after the last line end; nil
  /// if a stretch did not begin at the end of the one before it.
  ///
  /// - Throws: `DataError` of the first fault, with its line; `TextKeysFound`.
  private func joined(
    _ outcomes: [Outcome], _ stretches: [Stretch], _ coders: [RatingTable.Coder],
    _ columns: ColumnPointers,
    lastLine: Int
  ) throws -> ([RatingTable.Part], PartReader.Past)? {
    var parts: [RatingTable.Part] = []
    var past = PartReader.Past()
    var scanner = scanner
    for (stretch, outcome) in zip(stretches, outcomes) {
      var joined = past
      joined.add(outcome.past, rows: outcome.part?.rows.count ?? 0, line: scanner.line)
      guard let part = outcome.part, joined.bad.count <= layout.skippableRows,
        layout.event?.accepts(joined.events) ?? true
      else {
        // Reads the rows again, now with their lines, for the error. The last one may end far behind.
        try contents.restore()
        let again = RatingTable.Writer(coder: 0, of: coders, to: columns, rows: stretch.rows)
        var reader = PartReader(
          scanner, end: stretch.bytes.upperBound, layout: layout, past: past, part: again)
        _ = try reader.read()
        return nil
      }
      guard outcome.end == stretch.bytes.upperBound else { return nil }
      parts.append(part)
      past = joined
      scanner.position = outcome.end
      scanner.line += outcome.lines
    }
    let count = columns.items.count
    let rest = RatingTable.Writer(coder: 0, of: coders, to: columns, rows: count - 1..<count)
    var reader = PartReader(
      scanner, end: bytes.count, layout: layout, past: past, part: rest)
    parts.append(try reader.read())
    return (parts, reader.past)
  }

  /// Reads from front to back on one thread. A row has at least one line, so the columns are large
  /// enough.
  private func readInOrder(_ columns: RatingColumns) throws -> (RatingTable, PartReader.Past) {
    let coders = [RatingTable.Coder(layout.kinds)]
    let (part, past) = try columns.withPointers { pointers in
      let part = RatingTable.Writer(
        coder: 0, of: coders, to: pointers, rows: 0..<pointers.items.count)
      var reader = PartReader(
        scanner, end: bytes.count, layout: layout, past: .init(), part: part)
      let read = try reader.read()
      return (read, reader.past)
    }
    return (RatingTable(columns: columns, parts: [part], coders: coders), past)
  }

  /// A reader that threads share, because they only read the bytes.
  private struct SharedReader: @unchecked Sendable {
    let reader: RatingReader
  }
}
