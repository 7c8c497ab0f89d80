extension RatingReader {
  /// The first lines, by which the columns of JSON lines are found. The finder looks at 100 rows at most.
  private static let sampleLines = 1000

  /// Reads the ratings of a file of JSON lines piece by piece; nil for any other file, and if anything is unusual: then
  /// the contents of the file tell.
  ///
  /// - Throws: `DataError.interrupted`.
  static func readLineFile(
    _ path: String, options: LoadOptions, standard: DataFormat?, plan: LoadPlan
  ) throws -> RatingTable? {
    guard options.separator == nil, options.format == nil, options.table == nil,
      options.query == nil, let file = JSONLineFile(path: path)
    else { return nil }
    do {
      return try readInPlace(
        .file(file), file: path, options: options, standard: standard, plan: plan)
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch {
      return nil
    }
  }

  /// Reads the ratings of JSON lines: where they are, or by a table of them if anything is unusual.
  ///
  /// - Throws: `DataError`, with the line.
  static func readLines(
    _ contents: FileContents, file: String, options: LoadOptions, standard: DataFormat?,
    plan: LoadPlan
  ) throws -> RatingTable {
    do {
      return try readInPlace(
        .memory(contents.bytes), file: file, options: options, standard: standard, plan: plan)
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch {
      // The table tells the fault, or what is unusual.
      return try readByTable(
        contents, file: file, options: options, standard: standard, plan: plan)
    }
  }

  /// Reads JSON lines without a table of all rows.
  ///
  /// - Throws: `DataError.interrupted`; `JSONRows.Unusual`, other cases of `DataError` and more if the table of all
  ///   rows is to be read.
  static func readInPlace(
    _ source: JSONSource, file: String, options: LoadOptions, standard: DataFormat?, plan: LoadPlan
  ) throws -> RatingTable {
    let sample = try JSONLines(
      source.head, file: file, options: options, stop: plan.stop, limit: sampleLines)
    let table = try read(sample, file: file, options: options, standard: standard, plan: plan) {
      layout, _ in
      try JSONRows(
        source, file: file, lines: sample, layout: layout, options: options, plan: plan
      ).read()
    }
    // The first lines alone have no examples of every unit.
    guard table.report.timeUnit != .mixed else { throw JSONRows.Unusual() }
    return table
  }

  /// Reads JSON lines by a table of all rows.
  ///
  /// - Throws: `DataError`, with the line.
  static func readByTable(
    _ contents: FileContents, file: String, options: LoadOptions, standard: DataFormat?,
    plan: LoadPlan
  ) throws -> RatingTable {
    let lines = try JSONLines(contents.bytes, file: file, options: options, stop: plan.stop)
    return try read(lines, file: file, options: options, standard: standard, plan: plan)
  }

  private static func read(
    _ lines: JSONLines, file: String, options: LoadOptions, standard: DataFormat?, plan: LoadPlan,
    rows: RowSource? = nil
  ) throws -> RatingTable {
    var table = try read(
      lines.table, form: TextForm(separator: .comma, hasQuotes: true), headerLine: 0, file: file,
      options: options, standard: standard, plan: plan, rows: rows)
    table.report.skippedColumns += lines.nested
    table.report.notes.insert("the text is JSON lines", at: 0)
    if !lines.nested.isEmpty {
      let names = lines.nested.map(QuotedText.cut).joined(separator: ", ")
      table.report.notes.append("lists and objects within are skipped: \(names)")
    }
    return table
  }
}
