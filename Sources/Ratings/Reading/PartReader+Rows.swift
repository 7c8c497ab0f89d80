extension PartReader {
  /// Returns the weight of the scanner's row; nil if the row is left out, which is noted.
  mutating func weight() throws -> Float? {
    guard layout.isSelective else { return 1 }
    if let checks = layout.checks, try !checks.areMet(by: scanner) {
      past.leftOut += 1
      return nil
    }
    guard let event = layout.event else { return 1 }
    if let weight = try event.weight(of: scanner) { return weight }
    try event.count(scanner, &past.events)
    past.leftOut += 1
    return nil
  }
}

extension PartReader.Layout {
  /// Returns false if the scanner's row is left out although it can be read.
  func keeps(_ scanner: RowScanner) throws -> Bool {
    guard isSelective else { return true }
    if let checks, try !checks.areMet(by: scanner) { return false }
    return try event.map { try $0.weight(of: scanner) != nil } ?? true
  }
}

extension PartReader.Past {
  /// Adds what was found in rows that follow.
  ///
  /// - Parameters:
  ///   - rows: the number of these rows that were kept.
  ///   - line: the line of their start.
  mutating func add(_ next: PartReader.Past, rows: Int, line: Int) {
    self.rows += rows
    shortestLastField = min(shortestLastField, next.shortestLastField)
    spellings.formUnion(next.spellings)
    bad += next.bad.map { .init(position: $0.position, line: line + $0.line - 1) }
    leftOut += next.leftOut
    events.add(next.events)
  }
}
