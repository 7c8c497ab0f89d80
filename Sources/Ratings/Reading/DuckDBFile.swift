#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A Parquet file, or a database of DuckDB, which the program `duckdb` reads.
///
/// The program runs no file of its own, may open this one file alone and load nothing, and of `--query` it
/// runs what its own parser takes for statements that select.
struct DuckDBFile {
  private let path: String
  private let kind: TableFile.Kind
  private let options: LoadOptions
  private let plan: LoadPlan
  private let program: String
  /// The path from the root, as the program is told it.
  private let full: String

  /// The name that a query has for the rows of a Parquet file.
  private static let rowsName = "data"

  /// The program that the environment says, or else the one on the PATH.
  static var usualProgram: String {
    let said = getenv("DEBUT_DUCKDB").map { String(cString: $0) } ?? ""
    return said.isEmpty ? "duckdb" : said
  }

  /// Makes a file that is not opened yet.
  ///
  /// - Throws: `DataError.missing`.
  init(
    path: String, kind: TableFile.Kind, options: LoadOptions, plan: LoadPlan,
    program: String = usualProgram
  ) throws {
    self.program = program
    guard let resolved = realpath(path, nil) else { throw DataError.missing(path: path) }
    defer { free(resolved) }
    full = String(cString: resolved)
    self.path = path
    self.kind = kind
    self.options = options
    self.plan = plan
  }

  /// Reads the rows of the query, of the table that was said, or of the one that is known to have ratings.
  ///
  /// - Throws: `DataError`, with the table.
  func read() throws -> TableFile {
    var place = path
    var notes: [String] = []
    var others: [(name: String, columns: [String])] = []
    var source = Self.rowsName
    if let query = options.query {
      source = "(\n\(try checked(query))\n)"
      place += "/query"
    } else if kind == .duckDB {
      let tables = try tables()
      let table = try table(among: tables, &notes)
      others = tables.filter { $0.name != table }
      source = Self.name(table)
      place += "/\(table)"
    }
    // Files and tables know the number of their rows without reading them; a query would run twice.
    let count = options.query == nil ? "(SELECT count(*) FROM \(source))::VARCHAR" : "NULL::VARCHAR"
    let columns = try values(
      "SELECT column_name, column_type, \(count) FROM (DESCRIBE SELECT * FROM \(source))"
    ).map {
      Column(name: $0[0], type: $0.count > 1 ? $0[1] : "", rows: $0.count > 2 ? Int($0[2]) : nil)
    }
    let wanted = ColumnNames.wanted(columns.map(\.name), options)
    let known = options.query == nil ? try knownTexts(columns, wanted, in: source) : [:]
    func statement(isOneLine: Bool) -> String {
      let fields = columns.indices.map { place in
        var field = wanted.contains(place) ? columns[place].field(isOneLine: isOneLine) : "NULL"
        if let texts = known[place] { field = "coalesce(\(texts), \(field))" }
        return "\(field) AS \(Self.name(columns[place].name))"
      }
      return Self.copy("SELECT \(fields.joined(separator: ", ")) FROM \(source)")
    }
    let rows = columns.first?.rows
    var table = TableFile(
      text: FileContents(
        try self.rows(rows) { try run(statement(isOneLine: $0)) }, path: place), place: place,
      notes: notes, others: others)
    if let rows { table.stream = { try stream(statement(isOneLine: false), rows) } }
    return table
  }

  /// Starts to read the rows of a statement as they come; nil if anything is unusual.
  private func stream(_ statement: String, _ rows: Int) throws -> StreamedRows? {
    do {
      let program = try RunningProgram(words(statement), stop: plan.stop)
      return try StreamedRows(
        program, path: path, rows: rows, limit: options.sizeLimit, plan: plan)
    } catch let error as DataError {
      throw error
    } catch {
      return nil
    }
  }

  /// Returns the rows as text, in which a row is one line.
  ///
  /// - Parameters:
  ///   - count: the number of rows; nil if it is not known.
  ///   - text: gives the rows. Replacing line ends within costs a sixth of the time, and hardly any text has them.
  private func rows(_ count: Int?, _ text: (_ isOneLine: Bool) throws -> GrowingBytes) throws
    -> GrowingBytes
  {
    guard let count else { return try text(true) }
    let bytes = try text(false)
    let lines = LineCount.of(UnsafeRawBufferPointer(start: bytes.start, count: bytes.count))
    return lines == count + 1 ? bytes : try text(true)
  }

  /// The rows that are looked at for reals that come again and again, and the most of them.
  private static let sampledRows = 10_000
  private static let mostKnown = 32

  /// Returns expressions for columns of reals that have few values, as stars do: to look a text up costs half of making
  /// it. They are NULL for other values.
  private func knownTexts(
    _ columns: [Column], _ wanted: Set<Int>, in source: String
  ) throws -> [Int: String] {
    let reals = wanted.filter { ["DOUBLE", "FLOAT"].contains(columns[$0].type) }.sorted()
    guard !reals.isEmpty else { return [:] }
    let parts = reals.map { place in
      let name = Self.name(columns[place].name)
      return "SELECT '\(place)', \(name)::VARCHAR, \(columns[place].field(isOneLine: true)) "
        + "FROM (SELECT DISTINCT \(name) FROM (SELECT \(name) FROM \(source) "
        + "LIMIT \(Self.sampledRows)) WHERE \(name) IS NOT NULL LIMIT \(Self.mostKnown + 1))"
    }
    let rows = try values(parts.joined(separator: " UNION ALL "))
    var known: [Int: String] = [:]
    for place in reals {
      let values = rows.filter { $0.count == 3 && $0[0] == String(place) }
      guard (1...Self.mostKnown).contains(values.count) else { continue }
      let column = columns[place]
      let keys = values.map { "\(Self.text($0[1]))::\(column.type)" }.joined(separator: ", ")
      let texts = values.map { Self.text($0[2]) }.joined(separator: ", ")
      known[place] = "map([\(keys)], [\(texts)])[\(Self.name(column.name))]"
    }
    return known
  }

  // MARK: Statements

  /// Returns a query as a part of another statement.
  ///
  /// - Throws: `DataError.badQuery` for anything but statements that select.
  private func checked(_ query: String) throws -> String {
    guard !query.utf8.contains(0) else {
      throw DataError.badQuery(path: path, reason: "a NUL character is within")
    }
    let answer = try values(
      "SELECT json_extract_string(json_serialize_sql(\(Self.text(query))), '$.error_message') "
        + "AS reason")
    if let reason = answer.first?.first, !reason.isEmpty {
      // The program words it for another purpose.
      let isOther = reason.hasPrefix("Only SELECT statements can be serialized")
      throw DataError.badQuery(
        path: path,
        reason: isOther ? "only statements that select are run" : Self.sentence(reason))
    }
    var rest = query[...]
    while let last = rest.last, last == ";" || last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  /// A column of the rows.
  private struct Column {
    let name: String
    let type: String
    /// The number of rows; nil if it is not known.
    let rows: Int?

    /// Returns the value as the reader of text takes it.
    ///
    /// - Parameter isOneLine: true if line ends in a text become blanks.
    func field(isOneLine: Bool) -> String {
      let name = DuckDBFile.name(name)
      switch type {
      // Texts that the file does not call so, as old writers leave them.
      case "BLOB": return Self.text("TRY(decode(\(name)))", isOneLine)
      case "VARCHAR": return Self.text(name, isOneLine)
      // Lists and structures, whose texts have no quotes otherwise.
      case _ where type.hasSuffix("]") || type.hasPrefix("STRUCT") || type.hasPrefix("MAP"):
        return Self.text("to_json(\(name))::VARCHAR", isOneLine)
      // No exponents in whole numbers, as times are.
      case "DOUBLE", "FLOAT":
        return "CASE WHEN \(name) = trunc(\(name)) AND abs(\(name)) < 9e18 "
          + "THEN \(name)::BIGINT::VARCHAR ELSE \(name)::VARCHAR END"
      default: return name
      }
    }

    private static func text(_ value: String, _ isOneLine: Bool) -> String {
      isOneLine ? "replace(replace(\(value), chr(10), ' '), chr(13), ' ')" : value
    }
  }

  /// Returns the tables of a database with their columns.
  private func tables() throws -> [(name: String, columns: [String])] {
    let columns = try pairs(
      "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main' "
        + "AND table_catalog = current_database() ORDER BY table_name, ordinal_position")
    var tables: [(name: String, columns: [String])] = []
    for (table, column) in columns {
      if tables.last?.name != table { tables.append((table, [])) }
      tables[tables.count - 1].columns.append(column)
    }
    return tables
  }

  private func table(
    among tables: [(name: String, columns: [String])], _ notes: inout [String]
  ) throws -> String {
    let names = tables.map(\.name)
    if let name = options.table {
      let key = name.lowercased()
      guard let table = names.first(where: { $0.lowercased() == key }) else {
        throw DataError.noTable(path: path, name: name, found: names)
      }
      return table
    }
    guard let found = TableFile.ratings(among: tables) else {
      throw DataError.noTable(path: path, name: nil, found: names)
    }
    if tables.count > 1 {
      notes.append("ratings are those of the table \(QuotedText.cut(found))")
    }
    return found
  }

  fileprivate static func name(_ name: String) -> String { quoted(name, by: "\"") }
  private static func text(_ text: String) -> String { quoted(text, by: "'") }

  private static func quoted(_ text: String, by mark: Character) -> String {
    let parts = text.split(separator: mark, omittingEmptySubsequences: false)
    return "\(mark)\(parts.joined(separator: "\(mark)\(mark)"))\(mark)"
  }

  // MARK: The program

  /// The statements before each other one: what may be opened and loaded, and the rows of a Parquet file.
  private var preparation: String {
    var lines = [
      "SET autoinstall_known_extensions=false", "SET autoload_known_extensions=false",
      "SET TimeZone='UTC'",
    ]
    var paths = [Self.output]
    // A star in the name of a file is none that means many.
    let pattern = full.map { "*?[".contains($0) ? "[\($0)]" : "\($0)" }.joined()
    if kind == .parquet { paths += [full, pattern] }
    lines.append("SET allowed_paths=[\(paths.map(Self.text).joined(separator: ", "))]")
    lines += ["SET enable_external_access=false", "SET lock_configuration=true"]
    if kind == .parquet {
      lines.append(
        "CREATE TEMP VIEW \(Self.rowsName) AS SELECT * FROM "
          + "read_parquet(\(Self.text(pattern)), hive_partitioning=false)")
    }
    return lines.joined(separator: "; ") + "; "
  }

  /// The program's standard output, which is a pipe to this process. By the name `/dev/stdout` the program would put a file
  /// in the place of the device, if it were none.
  private static let output = "/dev/fd/1"

  /// Returns a statement that writes the rows of another, which the program does with all its threads.
  private static func copy(_ statement: String) -> String {
    "COPY (\(statement)) TO \(text(output)) (FORMAT csv, HEADER true)"
  }

  /// The program and its words.
  private func words(_ statement: String) -> [String] {
    [program] + (kind == .duckDB ? ["-readonly", full] : [])
      + ["-init", "/dev/null", "-batch", "-bail", "-csv", "-nullvalue", ""]
      + ["-c", preparation + statement]
  }

  /// Runs a statement and returns what it prints.
  private func run(_ statement: String) throws -> GrowingBytes {
    let words = words(statement)
    let output: ProgramOutput
    do {
      output = try ProgramOutput(words, path: path, limit: options.sizeLimit, stop: plan.stop)
    } catch let failure as ChildProcess.Failure {
      guard failure.code == ENOENT || failure.code == EACCES else {
        throw DataError.unreadable(path: path, reason: String(cString: strerror(failure.code)))
      }
      throw DataError.noProgram(
        path: path, program: words[0], package: "pip install duckdb-cli")
    }
    guard output.isSuccess else { throw failure(output.errors) }
    return output.bytes
  }

  private func failure(_ errors: String) -> DataError {
    let lines = errors.split(whereSeparator: \.isNewline).map(Self.plain)
    let told = lines.first { $0.contains("Error") } ?? lines.first ?? "no reason is known"
    let reason = Self.sentence(told)
    if options.query != nil { return .badQuery(path: path, reason: reason) }
    return kind == .duckDB
      ? .damagedDatabase(path: path, reason: reason) : .unreadable(path: path, reason: reason)
  }

  /// Returns text without the marks that give it colours.
  private static func plain(_ line: Substring) -> String {
    var text = ""
    var isMark = false
    for character in line {
      if character == "\u{1B}" {
        isMark = true
      } else if isMark {
        isMark = !character.isLetter
      } else {
        text.append(character)
      }
    }
    return text
  }

  private static func sentence(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
    return line.count > 200 ? line.prefix(200) + "..." : line
  }

  // MARK: Small answers

  /// Returns the pairs of texts that a statement gives.
  private func pairs(_ statement: String) throws -> [(String, String)] {
    try values(statement).map { ($0[0], $0.count > 1 ? $0[1] : "") }
  }

  /// Returns the texts that a statement gives by row. They come in hexadecimal digits, without any quotes.
  private func values(_ statement: String) throws -> [[String]] {
    let bytes = try run("SELECT hex(COLUMNS(*)) FROM (\(statement))")
    let text = String(
      decoding: UnsafeRawBufferPointer(start: bytes.start, count: bytes.count), as: UTF8.self)
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).dropFirst()
      .dropLast().map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map(Self.decoded)
      }
  }

  private static func decoded(_ digits: Substring) -> String {
    let values = digits.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    let bytes = stride(from: 0, to: values.count - 1, by: 2).map {
      UInt8(values[$0] << 4 | values[$0 + 1])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
