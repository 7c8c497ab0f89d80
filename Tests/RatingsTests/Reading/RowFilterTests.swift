import Testing

@testable import Ratings

@Suite("Rows that are kept")
struct RowFilterTests {
  /// Users 1 to 3 rate items 5 to 7, a day apart; item 9 has a title alone.
  private static let files = [
    "ratings.csv": """
    userId,movieId,rating,timestamp
    1,5,1,0
    1,6,2,86400
    2,5,3,172800
    2,6,4,259200
    3,7,5,345600
    3,5,1,432000

    """,
    "movies.csv": "movieId,title\n9,Nine\n7,Seven\n6,Six\n",
  ]

  private func load(_ change: (inout RowFilter) throws -> Void) throws -> Dataset {
    var options = LoadOptions()
    try change(&options.rows)
    return try Dataset.load(files: Self.files, options: options)
  }

  @Test("By time: both days are within")
  func times() throws {
    let data = try load {
      $0.from = try RowFilter.time(parsing: "1970-01-02", option: "--from", isEnd: false)
      $0.until = try RowFilter.time(parsing: "1970-01-04", option: "--to", isEnd: true)
    }
    #expect(data.rows == [[1, 6, 2, 86_400], [2, 5, 3, 172_800], [2, 6, 4, 259_200]])
    #expect(data.catalogue.items.map(\.id) == [5, 6, 7, 9] && data.catalogue.ratedCount == 2)
    #expect(data.catalogue[1].title == "Six" && data.notes.contains("3 of 6 rows kept"))
    #expect(data.tables.tags.isEmpty && data.reading.columns[.user] == "userId")
    let noon = try RowFilter.time(parsing: "1970-01-02T12:00", option: "--to", isEnd: true)
    #expect(noon == 129_601)
  }

  @Test("By numbers of rows, until all that are left have enough")
  func core() throws {
    // Item 7 goes, user 3 is left with one row and goes too.
    let data = try load {
      $0.fewestOfUser = 2
      $0.fewestOfItem = 2
    }
    #expect(
      data.rows == [[1, 5, 1, 0], [1, 6, 2, 86_400], [2, 5, 3, 172_800], [2, 6, 4, 259_200]])
    let fives = try load { $0.fewestOfItem = 3 }
    #expect(
      fives.rows.map { $0[1] } == [5, 5, 5] && fives.catalogue.items.map(\.id) == [5, 6, 7, 9])
    #expect(throws: DataError.self) { try load { $0.fewestOfUser = 3 } }
  }

  @Test("The same as if the other rows had never been there")
  func fingerprint() throws {
    let kept = try load { $0.until = 172_801 }
    var files = Self.files
    files["ratings.csv"] = "userId,movieId,rating,timestamp\n1,5,1,0\n1,6,2,86400\n2,5,3,172800\n"
    let alone = try Dataset.load(files: files)
    #expect(kept.fingerprint == alone.fingerprint && kept.rows == alone.rows)
    #expect(kept.catalogue.items == alone.catalogue.items)
  }

  @Test("A filter by time needs times, and a time must be one")
  func faults() throws {
    var options = LoadOptions()
    options.rows.from = 5
    #expect(throws: DataError.noTimestamps("my.txt")) {
      try Dataset.load("userId,movieId,rating\n1,5,4\n", options: options)
    }
    for text in ["", "2011", "yesterday", "2011-02-30"] {
      #expect(throws: DataError.self) {
        try RowFilter.time(parsing: text, option: "--from", isEnd: false)
      }
    }
  }
}
