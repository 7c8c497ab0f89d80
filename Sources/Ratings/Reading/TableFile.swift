#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rows of a database's table, or of a Parquet file, as comma-separated text with a header.
///
/// Row n is line n: the header counts as line 0. Columns whose names can have no role are empty.
struct TableFile {
  /// Returns the text, comma-separated.
  let text: () throws -> FileContents
  /// Returns the rows as they come, if they do: they are read in place of the text unless something is unusual.
  var stream: () throws -> StreamedRows? = { nil }
  /// The file and the table in it, for errors.
  let place: String
  /// Sentences on what was taken.
  let notes: [String]
  /// The other tables of a database, with their columns.
  private(set) var others: [(name: String, columns: [String])] = []

  /// The kinds of files whose rows are no text, which their first bytes tell.
  enum Kind {
    case sqlite, duckDB, parquet

    init?(_ bytes: some Collection<UInt8>) {
      if bytes.starts(with: Array("SQLite format 3\0".utf8)) {
        self = .sqlite
      } else if bytes.starts(with: Array("PAR1".utf8)) {
        self = .parquet
      } else if bytes.dropFirst(8).starts(with: Array("DUCK".utf8)) {
        self = .duckDB
      } else {
        return nil
      }
    }

    /// The bytes at the start that are looked at.
    static let length = 16
  }

  /// Reads a file's rows; nil for a file of text, and for anything that is no file.
  ///
  /// - Throws: `DataError` with the file and the table; `.tooBig`, `.interrupted`.
  init?(path: String, options: LoadOptions, plan: LoadPlan) throws {
    guard FileBytes.kind(of: path) == .file, let kind = Kind(Self.start(of: path))
    else { return nil }
    if options.table != nil, let query = options.query {
      throw DataError.badOption(
        name: "--query", value: query, expected: "either a table or a query, not both")
    }
    switch kind {
    case .sqlite: self = try SQLiteFile(path: path, options: options, stop: plan.stop).read()
    case .duckDB, .parquet:
      if kind == .parquet, let table = options.table {
        throw DataError.badOption(
          name: "--table", value: table, expected: "a database: a Parquet file is one table")
      }
      self = try DuckDBFile(path: path, kind: kind, options: options, plan: plan).read()
    }
  }

  init(
    text: @autoclosure @escaping () throws -> FileContents, place: String, notes: [String],
    others: [(name: String, columns: [String])] = []
  ) {
    self.text = text
    self.place = place
    self.notes = notes
    self.others = others
  }

  /// Returns true for a file whose rows are no text.
  static func isTable(_ path: String) -> Bool {
    FileBytes.kind(of: path) == .file && Kind(start(of: path)) != nil
  }

  /// The other table whose columns have a well-known name of items, or an id, and one of titles, and none of
  /// users; nil if there is none.
  var items: String? {
    others.first { table in
      let keys = table.columns.map(ColumnNames.key)
      return keys.contains(where: ItemColumns.isTitle)
        && keys.contains { $0 == "id" || ColumnNames.isKnown($0, as: .item) }
        && !keys.contains { ColumnNames.isKnown($0, as: .user) }
    }?.name
  }

  /// Checks that contents are neither a table's nor taken for them.
  ///
  /// - Throws: `DataError.unreadable` for a database within an archive or a pipe, `.badOption` for a table or
  ///   a query of a text.
  static func expectNone(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, options: LoadOptions
  ) throws {
    guard Kind(bytes.prefix(Kind.length)) == nil else {
      throw DataError.unreadable(
        path: file,
        reason: "databases and Parquet files are read from plain files, not from archives or pipes")
    }
    for (name, value) in [("--table", options.table), ("--query", options.query)] {
      guard let value else { continue }
      throw DataError.badOption(
        name: name, value: value,
        expected: "a database or a Parquet file, and \(FileBytes.name(of: file)) is neither")
    }
  }

  /// Returns the first bytes of a file; fewer if it is shorter or cannot be read.
  private static func start(of path: String) -> [UInt8] {
    let descriptor = PositionedRead.open(path)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: Kind.length) { buffer, count in
      count = max(pread(descriptor, buffer.baseAddress, Kind.length, 0), 0)
    }
  }

  /// Returns the table whose columns have well-known names of users and items, if it is the only one; the
  /// only table, if there is no other.
  static func ratings(among tables: [(name: String, columns: [String])]) -> String? {
    if tables.count == 1 { return tables[0].name }
    let known = tables.filter { table in
      Header(table.columns, DataError.Place(file: table.name, line: 0)).isKnown
    }
    return known.count == 1 ? known[0].name : nil
  }

  /// Returns a header of comma-separated text.
  static func header(_ names: [String]) -> [UInt8] {
    let fields = names.map { name in
      let bytes = name.utf8.map { $0 < 32 ? UInt8(ascii: " ") : $0 }
      let text = String(decoding: bytes, as: UTF8.self)
      return "\""
        + text.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }
    return Array((fields.joined(separator: ",") + "\n").utf8)
  }
}
