import CDatabaseMaking
import Synchronization
import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Tables of SQLite databases")
struct DatabaseTests {
  private static let ratings = """
    CREATE TABLE ratings (user_id INTEGER, movie_id INTEGER, stars REAL, time INTEGER, note TEXT);
    INSERT INTO ratings VALUES (1, 5, 2, 1300001404, 'a'), (1, 6, 4.5, 1300001300, NULL),
      (2, 5, 3, 1300001200, 'x, "y"');
    """
  private static let rows: [[Double]] = [
    [1, 6, 4.5, 1_300_001_300], [1, 5, 2, 1_300_001_404], [2, 5, 3, 1_300_001_200],
  ]

  /// Numbers without an end.
  private static let endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "

  /// Makes a database and reads it.
  private func load(_ statements: String, _ change: (inout LoadOptions) -> Void = { _ in }) throws
    -> Dataset
  {
    let folder = try ScratchFolder([:] as [String: String])
    let path = "\(folder.path)/x.db"
    try #require(make_database(path, statements) == 0)
    var options = LoadOptions()
    change(&options)
    return try withExtendedLifetime(folder) { try Dataset.load(path: path, options: options) }
  }

  /// Returns the error's sentence behind the name of the file.
  private func failure(_ statements: String, _ change: (inout LoadOptions) -> Void = { _ in })
    -> String
  {
    do {
      _ = try load(statements, change)
      return "read"
    } catch {
      let text = "\(error)"
      return String(text.range(of: "x.db").map { text[$0.upperBound...] } ?? text[...])
    }
  }

  // MARK: Tables

  @Test("The only table is read, under any name of the file")
  func onlyTable() throws {
    let data = try load(Self.ratings)
    #expect(data.rows == Self.rows && data.name == "x.db")
    #expect(data.reading.columns[.rating] == "stars" && data.reading.timeUnit == .seconds)
    #expect(data.reading.skippedColumns == ["note"])
  }

  @Test("Of several tables it is the one with users and items, told")
  func knownTable() throws {
    let tags = "CREATE TABLE tags (movie_id INTEGER, tag TEXT); CREATE TABLE \"od\"\"d\" (a);"
    let data = try load(Self.ratings + tags)
    #expect(data.rows == Self.rows)
    #expect(data.notes.contains("ratings are those of the table \"ratings\""))
    let unclear = Self.ratings + "CREATE TABLE views (user_id, item_id);"
    #expect(
      failure(unclear)
        == ": no table in it is known to be that of the ratings; found \"ratings\" and \"views\"; say "
        + "which: --table NAME")
    #expect(try load(unclear) { $0.table = "RATINGS" }.rows == Self.rows)
    #expect(failure(unclear) { $0.table = "rating" }.contains("did you mean \"ratings\""))
    #expect(failure("PRAGMA user_version = 7;") == ": the database has no table")
  }

  @Test("A view, and a table WITHOUT ROWID with a quote in its name")
  func otherTables() throws {
    let view = "CREATE VIEW liked AS SELECT * FROM ratings WHERE stars > 4;"
    #expect(try load(Self.ratings + view).rows == Self.rows)
    #expect(try load(Self.ratings + view) { $0.table = "liked" }.rows == [Self.rows[0]])
    let keyed = """
      CREATE TABLE "o'd""d, x" (user TEXT, item TEXT, rating INTEGER, PRIMARY KEY (user, item))
        WITHOUT ROWID;
      INSERT INTO "o'd""d, x" VALUES ('b', 'y', 3), ('a', 'x', 5);
      """
    #expect(try load(keyed).rows.map { $0[2] } == [5, 3])
    // Views of tables that are gone are passed over, and named ones are errors.
    let broken = "CREATE VIEW gone AS SELECT * FROM absent;"
    #expect(try load(Self.ratings + broken).rows == Self.rows)
    #expect(failure(Self.ratings + broken) { $0.table = "gone" }.contains("no such table"))
  }

  @Test("A query's rows, and columns by position")
  func query() throws {
    let chosen = try load(Self.ratings) {
      $0.query = "SELECT user_id, movie_id, stars FROM ratings WHERE user_id = 1; -- no more"
    }
    #expect(chosen.rows == [[1, 5, 2, -1], [1, 6, 4.5, -1]])
    let placed = try load(Self.ratings) {
      $0.query = "SELECT 1, 2, 3.5, 'a' UNION ALL SELECT 1, 3, 4, 'b'"
      $0.positions = [.user, .item, .rating, nil]
    }
    #expect(placed.rows == [[1, 2, 3.5, -1], [1, 3, 4, -1]])
    let both = failure(Self.ratings) {
      $0.query = "SELECT 1"
      $0.table = "ratings"
    }
    #expect(both.contains("expected either a table or a query, not both"))
  }

  // MARK: Values

  @Test("Texts, blobs of text and large reals are ids as they are")
  func values() throws {
    let data = try load(
      """
      CREATE TABLE r (user TEXT, item BLOB, rating REAL, time REAL);
      INSERT INTO r VALUES ('Zoë, "Z"' || char(10) || 'x', CAST('übung' AS BLOB), 4, 1.3e15),
        ('b', x'61', 3.5, 1300001404000000);
      """)
    #expect("\(data.histories.users[0])" == "Zoë, \"Z\" x")
    #expect(
      data.histories.indices.map { "\(data.catalogue[data.histories[$0][0].item].id)" } == [
        "übung", "a",
      ])
    #expect(data.rows.map { $0[3] } == [1_300_000_000, 1_300_001_404])
    #expect(data.reading.timeUnit == .microseconds)
  }

  @Test("What cannot be read is an error with table and row; --skip-bad leaves it out")
  func faults() throws {
    let table =
      "CREATE TABLE r (user, item, rating, timestamp); INSERT INTO r VALUES (1, 5, 3, 7), "
    #expect(failure(table + "(1, 6, 4, NULL);") == "/r:2: timestamp is empty, expected a number")
    #expect(failure(table + "(1, NULL, 4, 8);").hasPrefix("/r:2: movieId is empty"))
    #expect(failure(table + "(1, 6, 9e999, 8);").hasPrefix("/r:2: rating \"Inf\" is not finite"))
    let blob = table + "(1, x'ff61', 4, 8), (2, 6, 4, 9);"
    #expect(failure(blob) == "/r:2: \"item\" is no text in UTF-8")
    let left = try load(blob) { $0.skippableRows = 1 }
    #expect(left.rows == [[1, 5, 3, 7], [2, 6, 4, 9]] && left.reading.badRows == 1)
    let nameless = "CREATE TABLE r (a, b); INSERT INTO r VALUES (1, 5);"
    #expect(failure(nameless).hasPrefix("/r: no column is known to be that of the users and items"))
    #expect(
      failure("CREATE TABLE r (user, item);").contains("there is a header, but no row follows"))
  }

  // MARK: Hostile files and statements

  @Test(
    "Statements that do more than read are refused",
    arguments: [
      "ATTACH 'other.db' AS o", "DELETE FROM ratings", "DELETE FROM ratings RETURNING *",
      "INSERT INTO ratings VALUES (1, 1, 1, 1, 1) RETURNING *", "DROP TABLE ratings",
      "CREATE TEMP TABLE t AS SELECT 1", "SELECT load_extension('libm.so')", "PRAGMA user_version",
      "PRAGMA writable_schema = 1", "VACUUM", "VACUUM INTO 'other.db'", "BEGIN", "REINDEX",
      "ANALYZE",
      "SELECT 1; DELETE FROM ratings", "SELECT 1; SELECT 2", "", "-- nothing", "SELECT",
      "EXPLAIN DELETE FROM ratings",
    ])
  func refused(_ statement: String) throws {
    let folder = try ScratchFolder([:] as [String: String])
    let path = "\(folder.path)/x.db"
    try #require(make_database(path, Self.ratings) == 0)
    let before = try FileBytes.withBytes(of: path) { Array($0) }
    var options = LoadOptions()
    options.query = statement
    let error = #expect(throws: DataError.self) { try Dataset.load(path: path, options: options) }
    #expect(error?.description.contains("x.db: --query is not run: ") == true)
    #expect(try FileBytes.withBytes(of: path) { Array($0) } == before)
    #expect(FileBytes.names(in: folder.path) == ["x.db"])
  }

  @Test("An endless statement stops on request")
  func interrupted() throws {
    let folder = try ScratchFolder([:] as [String: String])
    let path = "\(folder.path)/x.db"
    try #require(make_database(path, Self.ratings) == 0)
    var options = LoadOptions()
    options.query = Self.endless + "SELECT count(*) AS user, 1 AS item FROM n"
    let calls = Atomic<Int>(0)
    let error = #expect(throws: DataError.self) {
      try Dataset.load(path: path, options: options) {
        calls.add(1, ordering: .relaxed).newValue > 20
      }
    }
    #expect(error == .interrupted)
  }

  @Test("Rows beyond --max-size are an error, and so is one value beyond it")
  func limit() throws {
    func limited(_ query: String) -> String {
      failure(Self.ratings) {
        $0.query = query
        $0.sizeLimit = 100_000
      }
    }
    #expect(
      limited(Self.endless + "SELECT i AS user, 1 AS item FROM n").contains(
        "holds more than 100 KB"))
    #expect(
      limited("SELECT hex(zeroblob(90000)) AS user, 1 AS item").contains("holds more than 100 KB"))
    #expect(
      limited("SELECT hex(zeroblob(900000)) AS user, 1 AS item").contains("string or blob too big"))
  }

  @Test("Damaged databases are read or are errors")
  func damaged() throws {
    let folder = try ScratchFolder([:] as [String: String])
    let path = "\(folder.path)/x.db"
    let rows = (0..<400).map { "('u\($0 / 8)', \($0 % 8), \($0 % 5 + 1), \(1_300_000_000 + $0))" }
    try #require(
      make_database(
        path,
        "PRAGMA page_size = 512; CREATE TABLE r (user, item, rating, time); CREATE INDEX i ON r (user);"
          + "CREATE VIEW v AS SELECT user, item FROM r; INSERT INTO r VALUES "
          + rows.joined(separator: ",") + ";") == 0)
    let whole = try FileBytes.withBytes(of: path) { Array($0) }
    #expect(try Dataset.load(path: path).histories.ratingCount == 400)
    var random = SeededGenerator(seed: 7)
    var failures = 0
    for copy in 0..<200 {
      var bytes = whole
      if copy % 4 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      } else {
        // Half of the faults in the header and the schema, behind the mark at the start.
        let end = copy % 2 == 0 ? bytes.count : 600
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          let place = Int.random(in: 16..<end, using: &random)
          bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
      }
      try folder.write("y.db", bytes)
      do {
        _ = try Dataset.load(path: "\(folder.path)/y.db")
      } catch {
        #expect(error is DataError)
        failures += 1
      }
    }
    #expect(failures > 50)
  }

  @Test("A database in a folder is its ratings; a query of a text is an error")
  func places() throws {
    let folder = try ScratchFolder([:] as [String: String])
    try #require(make_database("\(folder.path)/ratings.sqlite", Self.ratings) == 0)
    try folder.write("movies.csv", Array("movieId,title\n5,Heat (1995)\n".utf8))
    let data = try Dataset.load(path: folder.path)
    #expect(data.rows == Self.rows && data.catalogue[0].name == "Heat (1995)")
    var options = LoadOptions()
    options.query = "SELECT 1"
    try folder.write("x.csv", Array("user,item\n1,2\n".utf8))
    let error = #expect(throws: DataError.self) {
      try Dataset.load(path: "\(folder.path)/x.csv", options: options)
    }
    #expect(
      error?.description
        == "--query \"SELECT 1\": expected a database or a Parquet file, and x.csv is neither")
  }
}
