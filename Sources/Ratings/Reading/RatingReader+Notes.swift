/// The sentences on what was read, and on what was left out.
extension RatingReader {
  // MARK: Units of times

  /// Notes the unusual forms of numbers, and finds the unit of the times.
  func tellSpellings(_ table: inout RatingTable, _ spellings: Spellings) throws {
    if spellings.contains(.pointIDs) {
      table.report.notes.append("ids are written as 1.0: read as whole numbers")
    }
    if spellings.contains(.decimalCommas) {
      table.report.notes.append("stars are written with a decimal comma")
    }
    if table.hasTimestamps { try findUnit(of: &table, spellings) }
  }

  /// Finds the unit of the times by their magnitude, and notes it where it is not seconds. Mixed units become
  /// seconds row by row.
  private func findUnit(of table: inout RatingTable, _ spellings: Spellings) throws {
    if spellings.contains(.fractionTimes) {
      table.report.notes.append("fractions of times were dropped")
    } else if spellings.contains(.pointTimes) {
      table.report.notes.append("times are written as 1300001404.0: read as whole numbers")
    }
    if let unit = options.timeUnit, !spellings.contains(.dates) {
      table.report.timeUnit = unit
      return table.report.notes.append("times are in \(unit.rawValue), as said")
    }
    var (lowest, highest) = (Int64.max, Int64(0))
    for part in table.parts {
      for row in part.rows {
        let time = table.columns.timestamps[row]
        // 0 is 0 in every unit.
        if time != 0 { lowest = min(lowest, time) }
        highest = max(highest, time)
      }
    }
    let unit = TimeUnit.ofMagnitude(highest)
    let hasDates = spellings.contains(.dates)
    if highest == 0 || (TimeUnit.ofMagnitude(lowest) == unit && !(hasDates && unit != .seconds)) {
      table.report.timeUnit = hasDates && !spellings.contains(.numbers) ? .dates : unit
      guard unit != .seconds else { return }
      table.report.notes.append("times are in \(unit.rawValue): read as seconds")
      return
    }
    table.columns.convertToSeconds()
    table.report.timeUnit = .mixed
    table.report.notes.append(
      "times are of mixed units, and each was read by its size: \(try examplesOfUnits())")
  }

  /// Returns a line and a value of each unit, such as "line 2 in seconds (1300000101)".
  private func examplesOfUnits() throws -> String {
    guard let column = layout.timestamp else { return "" }
    try contents.restore()
    var ahead = scanner
    var found: [TimeUnit: String] = [:]
    while found.count < TimeUnit.allCases.count, try nextRow(&ahead) {
      var spellings = Spellings()
      // Rows that were left out have no times, or too few fields.
      guard ahead.fields.count == layout.fields, (try? layout.keeps(ahead)) == true,
        let time = try? ahead.time(
          column, layout.timeName, isOfDates: layout.isOfDates, &spellings), time != 0
      else { continue }
      let unit = spellings.contains(.dates) ? .dates : TimeUnit.ofMagnitude(time)
      if found[unit] == nil {
        found[unit] = "line \(ahead.place.line) in \(unit.rawValue) (\(ahead.raw(column)))"
      }
    }
    return TimeUnit.allCases.compactMap { found[$0] }.joined(separator: ", ")
  }

  /// Reads the next row; returns false at the end, and at a row that cannot be cut into fields.
  private func nextRow(_ scanner: inout RowScanner) throws -> Bool {
    do {
      return try scanner.next()
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch {
      return false
    }
  }

  // MARK: Rows that were left out

  /// Notes the rows that were left out although they can be read, and the kinds of events.
  ///
  /// These notes are the first: only a few are shown, and they answer what was asked for.
  func tellLeftOut(_ table: inout RatingTable, _ past: PartReader.Past) {
    guard layout.isSelective else { return }
    let kept = "\(past.rows) of \(past.rows + past.leftOut) rows kept"
    let events = layout.event?.notes(past.events) ?? []
    table.report.notes = [kept] + events + table.report.notes
  }

  /// The rows left out that are shown.
  private static let shownBadRows = 3

  /// Notes the rows that were left out, the first few with their faults.
  func tellBadRows(_ table: inout RatingTable, _ past: PartReader.Past) throws {
    guard !past.bad.isEmpty else { return }
    table.report.badRows = past.bad.count
    try contents.restore()
    let faults = past.bad.prefix(Self.shownBadRows).compactMap { fault(of: $0, past) }
    let more = past.bad.count > faults.count ? "; ..." : ""
    table.report.notes.append(
      "\(Counted.text(past.bad.count, "row")) left out: \(faults.joined(separator: "; "))\(more)")
  }

  /// Returns the fault of a row by reading it again.
  private func fault(of row: PartReader.BadRow, _ past: PartReader.Past) -> String? {
    var scanner = scanner
    scanner.position = row.position
    scanner.line = row.line
    var layout = layout
    layout.skippableRows = 0
    let coders = [RatingTable.Coder(layout.kinds)]
    let columns = RatingColumns(capacity: 1, hasTimestamps: layout.timestamp != nil)
    return columns.withPointers { pointers in
      let part = RatingTable.Writer(coder: 0, of: coders, to: pointers, rows: 0..<1)
      var reader = PartReader(
        scanner, end: row.position + 1, layout: layout, past: past, part: part)
      do {
        _ = try reader.read()
        return nil
      } catch {
        return "\(error)"
      }
    }
  }
}
