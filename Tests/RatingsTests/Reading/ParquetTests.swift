import Synchronization
import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program `duckdb`; tests of files that it reads are skipped where it is absent.
private enum Program {
  static let path: String? = {
    let said = getenv("DEBUT_DUCKDB").map { String(cString: $0) }
    let folders = getenv("PATH").map { String(cString: $0) }?.split(separator: ":") ?? []
    return ([said].compactMap { $0 } + folders.map { "\($0)/duckdb" })
      .first { access($0, X_OK) == 0 }
  }()

  /// Runs statements, on a database of its own if there is one.
  static func run(_ statements: String, database: String? = nil) throws {
    let words = [try #require(path)] + (database.map { [$0] } ?? [])
    let output = try ProgramOutput(
      words + ["-init", "/dev/null", "-batch", "-c", statements], path: "", limit: 1 << 20,
      stop: .never)
    try #require(output.isSuccess, "\(output.errors)")
  }
}

@Suite("Parquet files and databases of DuckDB", .enabled(if: Program.path != nil))
struct ParquetTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder([:] as [String: String]) }

  private static let ratings = #"""
    SELECT * FROM (VALUES (1, 'x', 2.0, TIMESTAMP_NS '2011-03-13 07:30:04.000000009', [1]),
      (1, 'y', 4.5, TIMESTAMP_NS '2011-03-13 07:30:03', NULL), (2, 'x', 3, TIMESTAMP_NS '2011-03-13 07:30:01', [])
    ) AS t(user_id, item_id, stars, time, "tags, all")
    """#

  /// Writes a Parquet file of a query's rows.
  private func write(_ query: String, named name: String = "x.parquet") throws -> String {
    let path = "\(folder.path)/\(name)"
    let quoted = path.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "''")
    try Program.run("COPY (\(query)) TO '\(quoted)' (FORMAT parquet)")
    return path
  }

  private func load(_ path: String, _ change: (inout LoadOptions) -> Void = { _ in }) throws
    -> Dataset
  {
    var options = LoadOptions()
    change(&options)
    return try Dataset.load(path: path, options: options)
  }

  @Test("The layout of Yambda: events whose times count from the start of the set")
  func yambda() throws {
    let path = try write(
      "SELECT * FROM (VALUES (100::UINTEGER, 33120::UINTEGER, 8326270::UINTEGER, 1::UTINYINT), "
        + "(100, 33215, 1441281, 0), (200, 33215, 1441281, 0)) AS t(uid, timestamp, item_id, is_organic)",
      named: "likes.parquet")
    let data = try load(path)
    #expect(data.feedback == .implicit && data.histories.ratingCount == 3)
    #expect(data.histories.users.map(\.description) == ["100", "200"] && data.hasTimestamps)
  }

  @Test("A Parquet file of items keeps all columns")
  func items() throws {
    _ = try write(
      "SELECT * FROM (VALUES ('x', 'Ex (1999)', ['a', 'b'], 2.5), ('y', 'Why', NULL, NULL)) "
        + "AS t(id, title, genres, price)", named: "items.parquet")
    try folder.write("ratings.csv", Array("user,item,rating\n1,x,3\n1,y,4\n".utf8))
    try folder.write("other.parquet", Array("PAR1".utf8))
    let data = try load(folder.path)
    #expect(data.catalogue.items.map(\.name) == ["Ex (1999)", "Why"], "\(data.notes)")
    #expect(data.catalogue[0].genres == ["a", "b"], "\(data.catalogue[0])")
    #expect(data.tables.fields.values(of: 0).map(\.text) == ["2.5"])
    #expect(throws: DataError.self) { _ = try data.tables.others[0].sample(3) }
  }

  private func failure(_ path: String, _ change: (inout LoadOptions) -> Void = { _ in }) -> String {
    do {
      _ = try load(path, change)
      return "read"
    } catch {
      #expect(error is DataError)
      return String("\(error)".dropFirst(path.count))
    }
  }

  /// Stars and times, by user.
  private func values(_ data: Dataset) -> [[Double]] { data.rows.map { Array($0[2...]) } }

  @Test(
    "Rows of a Parquet file, whatever its name",
    arguments: ["x.parquet", "it's [a]*.txt", "-x", "user_id=3"])
  func rows(_ name: String) throws {
    let data = try load(try write(Self.ratings, named: name))
    #expect(values(data) == [[4.5, 1_300_001_403], [2, 1_300_001_404], [3, 1_300_001_401]])
    #expect(data.histories.users.count == 2 && data.reading.timeUnit == .dates)
    #expect(data.reading.skippedColumns == ["tags, all"])
  }

  @Test("Texts that the file does not call so, times with a zone, whole numbers as reals")
  func types() throws {
    let path = try write(
      """
      SELECT encode('Zoë "' || chr(10) || ',') AS user_id, 7.0::DOUBLE AS item_id,
        4::DECIMAL(3, 1) AS rating, TIMESTAMPTZ '2011-03-13 08:30:04+01' AS time, 1.3e18::DOUBLE AS nanos
      """)
    let data = try load(path)
    #expect("\(data.histories.users[0])" == "Zoë \" ,")
    #expect(data.catalogue[0].id.number == 7 && values(data) == [[4, 1_300_001_404]])
    let nanos = try load(path) { $0.columns[.time] = .named("nanos") }
    #expect(values(nanos) == [[4, 1_300_000_000]] && nanos.reading.timeUnit == .nanoseconds)
    let broken = try write("SELECT '\\xff'::BLOB AS user_id, 1 AS item_id")
    #expect(failure(broken).hasPrefix(":1: userId is empty"))
  }

  @Test("Reals of few and of many values, line ends in texts, and rows in their order")
  func manyRows() throws {
    let path = try write(
      """
      SELECT 'u' || (range % 7) || if(range = 15000, chr(10) || 'x', '') AS user_id, range AS item_id,
        if(range = 12000, 4.25, if(range = 12001, NULL, (range % 10) / 2.0)) AS stars,
        1.3e9 + range AS time FROM range(20000) WHERE range != 12001
      """)
    let data = try load(path)
    #expect(data.histories.ratingCount == 19_999)
    #expect(Array(data.histories.users).map { "\($0)" }.contains("u6 x"))
    let all = data.histories.indices.flatMap { Array(data.histories[$0]) }
      .sorted { $0.item < $1.item }
    for (place, event) in all.enumerated() {
      let row = place < 12001 ? place : place + 1
      #expect(event.rating == (row == 12000 ? 4.25 : Float(row % 10) / 2))
      #expect(event.timestamp == 1_300_000_000 + Int64(row))
    }
  }

  @Test("A query's rows keep their order; what is no query is refused")
  func query() throws {
    let path = try write(Self.ratings)
    let chosen = try load(path) {
      $0.query = "SELECT user_id, item_id, stars FROM data WHERE user_id = 1 ORDER BY stars DESC ; "
    }
    #expect(values(chosen) == [[4.5, -1], [2, -1]])
    let other = "\(folder.path)/other"
    for (query, reason) in [
      ("COPY data TO '\(other)'", "only statements that select are run"),
      ("SELECT 1; COPY data TO '\(other)'", "only statements that select are run"),
      ("SELECT 1) TO '\(other)'; SELECT (1", "syntax error"),
      ("SELECT 1\n.shell touch \(other)\n", "syntax error"),
      (".shell touch \(other)", "syntax error"),
      ("SELECT 1; SELECT 2", "syntax error"),
      ("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration"),
      ("SELECT getenv('HOME') AS user, 1 AS item", "disabled through configuration"),
      ("SELECT usr FROM data", "\"usr\" not found"), ("", "syntax error"),
      ("ATTACH '\(other)'", "only statements that select are run"),
      ("INSTALL json", "only statements that select are run"),
    ] {
      let text = failure(path) { $0.query = query }
      #expect(text.hasPrefix(": --query is not run: "), "\(query): \(text)")
      #expect(text.contains(reason), "\(query): \(text)")
    }
    #expect(FileBytes.names(in: folder.path) == ["x.parquet"])
    #expect(failure(path) { $0.table = "t" }.contains("Parquet file is one table"))
  }

  @Test("Tables of a database of DuckDB")
  func database() throws {
    let path = "\(folder.path)/x.duckdb"
    try Program.run(
      "CREATE TABLE ratings AS \(Self.ratings); CREATE TABLE \"o\"\"dd\" AS SELECT 1 AS a",
      database: path)
    let data = try load(path)
    #expect(values(data).count == 3)
    #expect(data.notes.contains("ratings are those of the table \"ratings\""))
    #expect(failure(path) { $0.table = "rating" }.contains("did you mean \"ratings\""))
    #expect(failure(path) { $0.table = "o\"dd" }.contains("no column is known to be that"))
    #expect(
      failure(path) { $0.query = "DROP TABLE ratings" }.contains(
        "only statements that select are run"))
    #expect(values(try load(path) { $0.query = "FROM ratings" }).count == 3)
  }

  @Test("A damaged file, one that gives too much, and a request to stop")
  func faults() throws {
    let path = try write("SELECT range AS user_id, range AS item_id FROM range(1000)")
    #expect(failure(path) { $0.sizeLimit = 1000 }.contains("holds more than 1 KB"))
    let endless = "SELECT count(*) AS user, 1 AS item FROM range(1000000000000), range(1000000)"
    var options = LoadOptions()
    options.query = endless
    let calls = Atomic<Int>(0)
    let error = #expect(throws: DataError.self) {
      // Each of the three statements takes a few checks at most, the last one any number.
      try Dataset.load(path: path, options: options) {
        calls.add(1, ordering: .relaxed).newValue > 100
      }
    }
    #expect(error == .interrupted)
    let whole = try FileBytes.withBytes(of: path) { Array($0) }
    try folder.write("cut.parquet", Array(whole.dropLast(40)))
    #expect(failure("\(folder.path)/cut.parquet").hasPrefix(": cannot be read: "))
  }
}

@Suite("The program that reads Parquet files")
struct ParquetProgramTests {
  @Test("One that is missing is an error that names the package")
  func missing() throws {
    let folder = try ScratchFolder(["x.parquet": "PAR1 and more"])
    let path = "\(folder.path)/x.parquet"
    let error = #expect(throws: DataError.self) {
      try DuckDBFile(
        path: path, kind: .parquet, options: LoadOptions(), plan: LoadPlan(threads: 1),
        program: "\(folder.path)/none"
      ).read()
    }
    #expect(error?.description.contains("pip install duckdb-cli installs it") == true)
  }

  @Test("It runs no file of its own, is told the zone and gets a path in quotes")
  func words() throws {
    let folder = try ScratchFolder(["it's": "PAR1 and more"])
    let program = "\(folder.path)/program"
    // Two columns, `user` and `item`, and a row.
    try folder.write(
      "program",
      Array(
        """
        #!/bin/sh
        printf '%s\\n' "$@" >>'\(folder.path)/words'
        case "$*" in
        *DESCRIBE*) printf 'a,b\\n75736572,494E54\\n6974656D,494E54\\n' ;;
        *) printf 'user,item\\n7,x\\n' ;;
        esac

        """.utf8))
    try #require(chmod(program, 0o700) == 0)
    let table = try DuckDBFile(
      path: "\(folder.path)/it's", kind: .parquet, options: LoadOptions(),
      plan: LoadPlan(threads: 1), program: program
    ).read()
    let text = try table.text()
    withExtendedLifetime(text) {
      #expect(String(decoding: text.bytes, as: UTF8.self) == "user,item\n7,x\n")
    }
    let words = try FileBytes.withBytes(of: "\(folder.path)/words") {
      String(decoding: $0, as: UTF8.self)
    }
    for part in [
      "-init\n/dev/null\n-batch\n-bail\n-csv\n", "SET TimeZone='UTC';", "it''s'",
      "SET enable_external_access=false; SET lock_configuration=true",
    ] {
      #expect(words.contains(part), "\(words)")
    }
  }

  /// Reads rows that a program of the test's own writes, and whether they were read as they came.
  private func outcome(_ rows: [String], count: Int, ending: String = "") throws -> (
    streamed: Bool, text: String
  ) {
    let folder = try ScratchFolder([
      "x": "PAR1 and more", "rows": "user,item\n" + rows.map { "\($0)\n" }.joined(),
    ])
    let digits = String(count).utf8.map { String($0, radix: 16) }.joined()
    try folder.write(
      "program",
      Array(
        """
        #!/bin/sh
        case "$*" in
        *DESCRIBE*) printf 'a,b,c\\n75736572,494E54,\(digits)\\n6974656D,494E54,\(digits)\\n' ;;
        *) cat '\(folder.path)/rows'; \(ending) ;;
        esac

        """.utf8))
    try #require(chmod("\(folder.path)/program", 0o700) == 0)
    let plan = LoadPlan(threads: 2)
    let table = try DuckDBFile(
      path: "\(folder.path)/x", kind: .parquet, options: LoadOptions(), plan: plan,
      program: "\(folder.path)/program"
    ).read()
    do {
      let ratings = try RatingReader.read(table, options: LoadOptions(), plan: plan)
      let data = try Dataset(name: "x", ratings: ratings, plan: plan, scale: nil)
      let users = data.histories.users
      let histories = data.histories.indices.map { "\(users[$0]) \(data.histories[$0].count)" }
      return (ratings.parts.count == 1, "\(histories) \(data.notes)")
    } catch let error as DataError {
      return (false, String("\(error)".dropFirst(folder.path.count)))
    }
  }

  @Test("Rows are read as they come; whatever is unusual is told by their text")
  func streamed() throws {
    // Over a megabyte, so that the rows come in pieces.
    let rows = (0..<120_000).map { "\($0 % 50),1234567\($0)" }
    let (isStreamed, text) = try outcome(rows, count: rows.count)
    #expect(isStreamed && text.contains("49 2400"))
    var odd = rows
    odd[99_999] = "7,"
    let empty = try outcome(odd, count: rows.count).text
    #expect(empty == "/x:100000: movieId is empty, expected a number")
    odd[99_999] = "u,8"
    #expect(
      try outcome(odd, count: rows.count).text.contains("ids of users are text: u in line 100000"))
    // A line end within a field, another number of rows than was said, a program that fails at the end.
    odd[99_999] = "\"7\nz\",8"
    #expect(try outcome(odd, count: rows.count).text.contains("7\\nz 1"))
    #expect(try outcome(rows, count: 7).text == text)
    let failed = try outcome(rows, count: rows.count, ending: "echo 'Error: no more' >&2; exit 1")
    #expect(failed.text == "/x: cannot be read: Error: no more")
    let none = try outcome([], count: 0).text
    #expect(none == "/x:1: there is a header, but no row follows")
  }

  @Test("Output and errors of a program are read to their ends, and its status is known")
  func output() throws {
    func run(_ script: String, limit: Int = 1 << 22) throws -> ProgramOutput {
      try ProgramOutput(["sh", "-c", script], path: "x", limit: limit, stop: .never)
    }
    let long = try run("yes | head -c 3000000; yes 2>/dev/null | head -c 200000 >&2")
    #expect(long.bytes.count == 3_000_000 && long.isSuccess)
    #expect(long.errors.hasPrefix("y\ny\n") && long.errors.utf8.count <= 1 << 14)
    #expect(try !run("exit 3").isSuccess)
    #expect(try !run("kill -9 $$").isSuccess)
    #expect(try run("cat").bytes.count == 0)
    #expect(throws: DataError.tooBig(path: "x", limit: 1000)) { try run("yes", limit: 1000) }
  }

  @Test("A request to stop ends the program and its children")
  func stop() throws {
    let calls = Atomic<Int>(0)
    let clock = ContinuousClock()
    let start = clock.now
    let error = #expect(throws: DataError.self) {
      try ProgramOutput(
        ["sh", "-c", "sleep 60 & wait"], path: "x", limit: 1,
        stop: StopRequest { calls.add(1, ordering: .relaxed).newValue > 3 })
    }
    #expect(error == .interrupted && clock.now - start < .seconds(30))
  }
}
