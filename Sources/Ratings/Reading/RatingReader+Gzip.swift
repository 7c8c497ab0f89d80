extension RatingReader {
  /// Reads the ratings of a text packed by gzip while it is unpacked; nil for anything else, and if anything is unusual:
  /// then the whole text tells.
  ///
  /// - Throws: `DataError.damagedArchive`, `.tooBig`, `.interrupted`.
  static func readInflated(
    _ contents: FileContents, file: String, options: LoadOptions, standard: DataFormat?,
    plan: LoadPlan
  ) throws -> RatingTable? {
    guard options.table == nil, options.query == nil else { return nil }
    do {
      guard
        let rows = try InflatedRows(contents, path: file, limit: options.sizeLimit, plan: plan),
        try isPlain(rows.sample, file: file, options: options, plan: plan)
      else { return nil }
      let form = try form(rows.sample.bytes, file, options, plan)
      let table = try read(
        rows.sample, form: form, headerLine: 1, file: file, options: options, standard: standard,
        plan: plan, skipsBadText: false, rows: rows.read)
      // The first rows alone have no examples of every unit.
      return table.report.timeUnit == .mixed ? nil : table
    } catch let error as DataError {
      switch error {
      case .damagedArchive, .tooBig, .interrupted: throw error
      default: return nil
      }
    } catch {
      return nil
    }
  }

  /// Returns true for the start of a text of separated fields that is read as it is.
  private static func isPlain(
    _ contents: FileContents, file: String, options: LoadOptions, plan: LoadPlan
  ) throws -> Bool {
    let bytes = contents.bytes
    guard !PackedBytes.isPacked(bytes), TableFile.Kind(bytes.prefix(TableFile.Kind.length)) == nil,
      options.separator != nil || options.format != nil || !JSONLines.isObject(bytes)
    else { return false }
    try TextCheck.expectText(bytes, file: file)
    let text = try PublishedLayout.of(contents, file: file, options: options, plan: plan)
    return text.contents === contents && text.notes.isEmpty && text.scale == nil
  }
}
