import CRatingsShims

/// A database of SQLite, which is opened for reading alone.
final class SQLiteFile {
  private let path: String
  private let options: LoadOptions
  private let stop: StopRequest
  private let handle: OpaquePointer
  /// The request as the library's callback sees it; lives as long as the handle.
  private let request: Request

  private final class Request {
    let stop: StopRequest
    init(_ stop: StopRequest) { self.stop = stop }
  }

  /// The bytes within which the longest value lies: below them schemas are cut, above them memory is.
  private static let longestValue = 1 << 20...1 << 28

  /// Opens a database.
  ///
  /// - Throws: `DataError.damagedDatabase`, `.unreadable` without memory.
  init(path: String, options: LoadOptions, stop: StopRequest) throws {
    self.path = path
    self.options = options
    self.stop = stop
    request = Request(stop)
    // Not `:memory:`, nor another name that means none of the files.
    let plain = path.hasPrefix("/") ? path : "./" + path
    let bounds = Self.longestValue
    let longest = Int32(min(max(options.sizeLimit, bounds.lowerBound), bounds.upperBound))
    let handle = debut_database_open(
      plain, longest,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Request>.fromOpaque(context).takeUnretainedValue().stop.isMade() ? 1 : 0
      },
      Unmanaged.passUnretained(request).toOpaque())
    guard let handle else { throw DataError.unreadable(path: path, reason: "no memory") }
    self.handle = handle
    if debut_database_error(handle) != nil { throw failure() }
  }

  deinit { debut_database_close(handle) }

  /// Reads the rows of the query, of the table that was said, or of the one that is known to have ratings.
  ///
  /// - Throws: `DataError`, with the table and the row.
  func read() throws -> TableFile {
    if let query = options.query {
      let others = try others(besides: nil)
      try prepare(query, isOwn: false)
      let text = try rows("\(path)/query")
      return TableFile(text: text, place: "\(path)/query", notes: [], others: others)
    }
    let (table, notes) = try table()
    let others = try others(besides: table)
    try prepare("SELECT * FROM \(Self.quoted(table))")
    let place = "\(path)/\(table)"
    let text = try rows(place)
    return TableFile(text: text, place: place, notes: notes, others: others)
  }

  /// Returns the tables and views that can be read, with their columns.
  private func others(besides taken: String?) throws -> [(name: String, columns: [String])] {
    try (names(ofKind: "table") + names(ofKind: "view")).filter { $0 != taken }
      .compactMap { name in (try? columns(of: name)).map { (name, $0) } }
  }

  // MARK: Tables

  private func table() throws -> (name: String, notes: [String]) {
    let tables = try names(ofKind: "table")
    let views = try names(ofKind: "view")
    if let name = options.table {
      let key = name.lowercased()
      let found = tables + views
      guard
        let table = found.first(where: { $0 == name })
          ?? found.first(where: { $0.lowercased() == key })
      else { throw DataError.noTable(path: path, name: name, found: found) }
      return (table, [])
    }
    // A view of a table that is gone costs nobody the others.
    let found =
      TableFile.ratings(among: try tables.map { ($0, try columns(of: $0)) })
      ?? TableFile.ratings(
        among: views.compactMap { view in (try? columns(of: view)).map { (view, $0) } })
    guard let found else { throw DataError.noTable(path: path, name: nil, found: tables + views) }
    let others = tables.count + views.count > 1
    return (found, others ? ["ratings are those of the table \(QuotedText.cut(found))"] : [])
  }

  private func names(ofKind kind: String) throws -> [String] {
    try prepare(
      "SELECT name FROM sqlite_master WHERE type = '\(kind)' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        + "ORDER BY name")
    var names: [String] = []
    while try next() {
      if let name = debut_database_text(handle) { names.append(String(cString: name)) }
    }
    return names
  }

  private func columns(of table: String) throws -> [String] {
    try prepare("SELECT * FROM \(Self.quoted(table))")
    return columns
  }

  /// The columns of the statement.
  private var columns: [String] {
    (0..<debut_database_columns(handle)).map { String(cString: debut_database_column(handle, $0)) }
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  // MARK: Rows

  /// Returns the rows of the statement as comma-separated text.
  private func rows(_ place: String) throws -> FileContents {
    let columns = columns
    let wanted = ColumnNames.wanted(columns, options)
    let marks = columns.indices.map { UInt8(wanted.contains($0) ? 1 : 0) }
    let text = try GrowingBytes(for: path, limit: options.sizeLimit)
    try append(TableFile.header(columns), to: text)
    var row = 0
    while try next(place, row + 1) {
      row += 1
      if row & 0xFFF == 0 { try stop.check() }
      let size = debut_database_row_size(handle, marks)
      guard size > 0 else { throw DataError.unreadable(path: place, reason: "no memory") }
      var refused: Int?
      _ = try text.append(upTo: size) { memory in
        let written = debut_database_row(
          handle, marks, memory.assumingMemoryBound(to: UInt8.self))
        if written < 0 { refused = -1 - written }
        return max(written, 0)
      }
      guard let refused else { continue }
      guard options.skippableRows > 0 else {
        throw DataError.inRow(
          .init(file: place, line: row),
          "\(QuotedText.cut(columns[refused])) is no text in UTF-8")
      }
      // A row that no reader takes for one.
      try append(Array("?\n".utf8), to: text)
    }
    return FileContents(text, path: place)
  }

  private func append(_ bytes: [UInt8], to text: GrowingBytes) throws {
    _ = try text.append(upTo: bytes.count) { memory in
      memory.copyMemory(from: bytes, byteCount: bytes.count)
      return bytes.count
    }
  }

  // MARK: Statements

  /// Prepares a statement, which is the reader's own or that of `--query`.
  private func prepare(_ statement: String, isOwn: Bool = true) throws {
    guard !statement.utf8.contains(0) else {
      throw DataError.badQuery(path: path, reason: "a NUL character is within")
    }
    guard debut_database_query(handle, statement) == 0 else {
      if isOwn || debut_database_is_damaged(handle) != 0 { throw failure() }
      throw DataError.badQuery(path: path, reason: reason)
    }
  }

  /// Moves to the next row; a failure names the row of `place` if there is one.
  private func next(_ place: String? = nil, _ row: Int = 0) throws -> Bool {
    let code = debut_database_next(handle)
    guard code < 0 else { return code > 0 }
    try stop.check()
    guard let place else { throw failure() }
    throw DataError.inRow(.init(file: place, line: row), "cannot be read: \(reason)")
  }

  private func failure() -> DataError {
    stop.isMade() ? .interrupted : .damagedDatabase(path: path, reason: reason)
  }

  private var reason: String {
    debut_database_error(handle).map { String(cString: $0) } ?? "no reason is known"
  }
}
