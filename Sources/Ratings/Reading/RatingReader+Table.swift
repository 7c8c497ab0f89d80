extension RatingReader {
  /// Reads the rows of a table, of which row n is line n.
  ///
  /// - Throws: `DataError`, with the row.
  static func read(_ table: TableFile, options: LoadOptions, plan: LoadPlan) throws -> RatingTable {
    var options = options
    options.hasHeader = true
    options.format = nil
    func read(_ text: FileContents, rows: RowSource? = nil) throws -> RatingTable {
      try Self.read(
        text, form: TextForm(separator: .comma, hasQuotes: true), headerLine: 0,
        file: table.place, options: options, standard: nil, plan: plan, rows: rows)
    }
    var ratings = try streamed(table, read) ?? read(try table.text())
    ratings.report.notes = table.notes + ratings.report.notes
    return ratings
  }

  /// Reads the rows of a table as they come; nil if they do not, and if anything is unusual.
  ///
  /// - Throws: `DataError` if the rows cannot begin; `.interrupted`, `.tooBig`.
  private static func streamed(
    _ table: TableFile, _ read: (FileContents, RowSource?) throws -> RatingTable
  ) throws -> RatingTable? {
    guard let stream = try table.stream() else { return nil }
    do {
      let ratings = try read(stream.sample) { layout, _ in try stream.read(layout) }
      // The first rows alone have no examples of every unit.
      return ratings.report.timeUnit == .mixed ? nil : ratings
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch let error as DataError {
      if case .tooBig = error { throw error }
      return nil
    } catch {
      return nil
    }
  }
}
