extension TableSource {
  /// Reads the table and draws rows of it at random, the same ones each time.
  ///
  /// - Parameters:
  ///   - count: the most rows, at least 1.
  ///   - shouldStop: called every few milliseconds; true stops the reading, and must stay true.
  /// - Throws: `DataError` with file and line; `.interrupted`.
  public func sample(
    _ count: Int, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> Sample {
    precondition(count > 0, "a sample has a row")
    let plan = LoadPlan(threads: 1, stop: StopRequest(isMade: shouldStop))
    var options = LoadOptions()
    options.sizeLimit = limit
    options.takesAllColumns = true
    if case .table(let database) = place {
      options.table = name
      guard let table = try TableFile(path: database, options: options, plan: plan) else {
        throw DataError.changed(path: database)
      }
      return try Self.sample(count, of: table, plan)
    }
    let (contents, file) = try text(plan)
    guard let contents else {
      guard let table = try TableFile(path: file, options: options, plan: plan) else {
        throw DataError.changed(path: file)
      }
      return try Self.sample(count, of: table, plan)
    }
    let decoded = try TextDecoding.decoded(contents, file: file, limit: limit, stop: plan.stop)
    return try withExtendedLifetime(decoded.contents) {
      var rows = try TableRows(decoded.contents.bytes, file: file, stop: plan.stop)
      return try Self.sample(count, of: &rows)
    }
  }

  /// Returns the text of a file, unpacked, and its path; no text of a database or a Parquet file.
  private func text(_ plan: LoadPlan) throws -> (FileContents?, String) {
    switch place {
    case .file(let path):
      if TableFile.isTable(path) { return (nil, path) }
      let contents = try FileContents(path: path, plan: plan)
      return (try Shelf.unpacked(contents, file: path, limit: limit, plan), path)
    case .member(let archive, let path):
      let file = "\(archive)/\(path)"
      let packed = try PackedBytes(
        FileContents(path: archive, plan: plan), path: archive, limit: limit, stop: plan.stop)
      guard let member = try packed.members({ $0 == path }).first else {
        throw DataError.missing(path: file)
      }
      return (try Shelf.unpacked(member.contents, file: file, limit: limit, plan), file)
    case .table(let database): return (nil, database)
    }
  }

  private static func sample(_ count: Int, of table: TableFile, _ plan: LoadPlan) throws -> Sample {
    let text = try table.text()
    return try withExtendedLifetime(text) {
      var rows = try TableRows(
        text.bytes, file: table.place, separator: .comma, headerLine: 0, stop: plan.stop,
        header: { _ in true })
      return try sample(count, of: &rows)
    }
  }

  /// Draws rows by keeping each further one with falling probability (Vitter's algorithm R).
  private static func sample(_ count: Int, of rows: inout TableRows) throws -> Sample {
    var random = SeededGenerator(seed: 0)
    var chosen: [(row: Int, texts: [String])] = []
    var (total, leftOut) = (0, 0)
    while try rows.next() {
      guard rows.isWhole else {
        leftOut += 1
        continue
      }
      total += 1
      let place = total <= count ? chosen.count : random.below(total)
      guard place < count else { continue }
      let row = (total, rows.columns.indices.map { rows.text($0) })
      if place == chosen.count { chosen.append(row) } else { chosen[place] = row }
    }
    return Sample(
      columns: rows.columns, rows: chosen.sorted { $0.row < $1.row }.map(\.texts), total: total,
      leftOut: leftOut)
  }
}
