import Testing

@testable import Ratings

@Suite("Columns of times, and columns that are skipped")
struct TimeColumnTests {
  private func load(_ header: String, _ rows: [String]) throws -> Dataset {
    try Dataset.load(files: ["ratings.csv": ([header] + rows).joined(separator: "\n") + "\n"])
  }

  @Test("Times in a column of another name", arguments: ["time", "Time", "date", "DateTime", "ts"])
  func names(_ name: String) throws {
    let data = try load("userId,movieId,rating,\(name)", ["1,5,2,1300001404", "1,6,4,1300001300"])
    #expect(data.rows == [[1, 6, 4, 1_300_001_300], [1, 5, 2, 1_300_001_404]])
    let columns =
      "columns: user is \"userId\", item is \"movieId\", rating is \"rating\", time is \"\(name)\""
    #expect(data.notes.contains(columns))
    #expect(data.reading.timeColumn == name && data.reading.skippedColumns.isEmpty)
  }

  @Test("`timestamp` comes before other names; what is not read is told")
  func skipped() throws {
    let data = try load(
      "userId,movieId,rating,date,timestamp,mood", ["1,5,2,x,20,glad", "1,6,4,y,10,sad"])
    #expect(data.rows == [[1, 6, 4, 10], [1, 5, 2, 20]])
    #expect(data.reading.skippedColumns == ["date", "mood"])
    #expect(data.notes.contains("columns skipped: \"date\", \"mood\""))
    #expect(data.notes.contains("the column \"date\" looks like times: not read"))
  }

  @Test("A column that looks like time and is none is told, with its value")
  func unreadable() throws {
    let data = try load("userId,movieId,rating,when_date", ["1,5,2,17/03/2011"])
    #expect(!data.hasTimestamps && data.reading.skippedColumns == ["when_date"])
    #expect(data.notes.contains("the column \"when_date\" looks like times: not read"))
    let named = try load("userId,movieId,rating,date", ["1,5,2,17/03/2011"])
    #expect(!named.hasTimestamps)
    #expect(
      named.notes.contains(
        "the column \"date\" looks like times, but \"17/03/2011\" is neither a whole number nor a date "
          + "as 2011-03-17: not read"))
  }

  @Test(
    "Without a known name times are found by their values; numbers that may be ids are cautioned of alone",
    arguments: [
      ("bought", "2011-03-17T18:30:05Z", true), ("ordered_at", "1300386605", true),
      ("when", "1300386605", true), ("seen_at", "1300386605", false),
      ("orderId", "130038660", false),
      ("playtime", "75", nil), ("day", "tuesday", nil),
    ] as [(String, String, Bool?)])
  func byValues(_ name: String, _ value: String, _ isTaken: Bool?) throws {
    let data = try load("userId,movieId,rating,\(name)", ["1,5,2,\(value)", "1,6,4,\(value)"])
    #expect(data.hasTimestamps == (isTaken == true))
    let taken = data.notes.contains("\"\(name)\" is taken for the times by its values")
    #expect(taken == (isTaken == true))
    let caution = "the values of \"\(name)\" may be times: not read (--time \"\(name)\" reads them)"
    #expect(data.reading.cautions.contains(caution) == (isTaken == false))
    #expect(data.reading.cautions.contains { $0.hasPrefix("no timestamps") } == (isTaken != true))
    #expect(data.reading.cautions.allSatisfy(data.notes.contains))
  }

  @Test(
    "Units by magnitude, read as seconds in the order of the file's own unit",
    arguments: [
      (1_000, TimeUnit.milliseconds), (1_000_000, .microseconds), (1_000_000_000, .nanoseconds),
    ])
  func units(_ factor: Int, _ unit: TimeUnit) throws {
    // Items 7 and 6 share a second: the unit's smaller digits order them.
    let times = [1_300_000_002, 1_300_000_001, 1_300_000_001].map { $0 * factor }
    let data = try load(
      "userId,movieId,rating,timestamp",
      ["1,5,2,\(times[0])", "1,6,4,\(times[1] + 2)", "1,7,3,\(times[2] + 1)"])
    #expect(
      data.rows == [
        [1, 7, 3, 1_300_000_001], [1, 6, 4, 1_300_000_001], [1, 5, 2, 1_300_000_002],
      ])
    #expect(data.reading.timeUnit == unit)
    #expect(data.notes.contains("times are in \(unit.rawValue): read as seconds"))
  }

  @Test("Mixed units are told with a line of each, and each time is read by its size")
  func mixed() throws {
    let data = try load(
      "userId,movieId,rating,timestamp", ["1,5,2,1300000101000", "1,6,4,1300000100", "1,7,3,0"])
    #expect(data.rows == [[1, 7, 3, 0], [1, 6, 4, 1_300_000_100], [1, 5, 2, 1_300_000_101]])
    #expect(data.reading.timeUnit == .mixed)
    #expect(
      data.notes.contains(
        "times are of mixed units, and each was read by its size: line 3 in seconds (1300000100), "
          + "line 2 in milliseconds (1300000101000)"))
  }

  @Test("Mixed units beside rows that are left out")
  func mixedBesideBadRows() throws {
    var options = LoadOptions()
    options.skippableRows = 3
    let data = try Dataset.load(
      "userId,movieId,rating,timestamp\n1,5,2,1300000101000\n1,2\n1,9,2,soon\n1,6,4,1300000100\n\"1,2\n",
      options: options)
    #expect(data.reading.timeUnit == .mixed && data.reading.badRows == 3)
    #expect(data.rows == [[1, 6, 4, 1_300_000_100], [1, 5, 2, 1_300_000_101]])
  }

  @Test("Whole numbers with a fraction of zeros, as pandas writes them")
  func fractions() throws {
    let data = try load(
      "userId,movieId,rating,timestamp", ["1.0,5.0,2,1300001404.0", "2,6,4,1300001300.0"])
    #expect(data.rows == [[1, 5, 2, 1_300_001_404], [2, 6, 4, 1_300_001_300]])
    #expect(data.notes.contains("ids are written as 1.0: read as whole numbers"))
    #expect(data.notes.contains("times are written as 1300001404.0: read as whole numbers"))
    let texts = try load("userId,movieId,rating", ["1.0,5,2", "1.5,5,2"])
    #expect(Array(texts.histories.users) == ["1.0", "1.5"])
  }

  @Test(
    "Dates",
    arguments: [
      ("1970-01-02", 86_400), ("2000-02-29", 951_782_400), ("2011-03-17T18:30", 1_300_386_600),
      ("2011-03-17 18:30:05.75", 1_300_386_605), ("2011-03-17T18:30:05Z", 1_300_386_605),
      ("2011-03-17T18:30:05+01:00", 1_300_383_005), ("2011-03-17T18:30:05-0130", 1_300_392_005),
      ("2011-03-17 18:30:05.999999999", 1_300_386_605), ("2011-03-17 18:30:05+00", 1_300_386_605),
      ("2011-03-17 18:30:05.25+0530", 1_300_366_805), ("2011-03-17 18:30:05+05:30", 1_300_366_805),
      ("20110317", 1_300_320_000),
    ])
  func dates(_ text: String, _ seconds: Double) throws {
    let data = try load("userId,movieId,rating,date", ["1,5,2,\(text)"])
    #expect(data.rows == [[1, 5, 2, seconds]])
    #expect(data.reading.timeUnit == .dates)
  }

  @Test(
    "What is no date",
    arguments: [
      "2011-13-01", "2011-02-29", "2011-3-1", "2011-03-17T25:00", "2011-03-17 18:30 +", "11-03-17",
      "2011-03-17T18:30:05.",
    ])
  func noDates(_ text: String) {
    #expect(DateBytes.seconds(Array(text.utf8)) == nil)
    let error = #expect(throws: DataError.self) {
      try load("userId,movieId,rating,timestamp", ["1,5,2,\(text)"])
    }
    #expect(error?.description.contains("ratings.csv:2: timestamp \"\(text)\" is no time") == true)
  }

  @Test("Dates and numbers of smaller units are mixed units")
  func datesAndNumbers() throws {
    let data = try load(
      "userId,movieId,rating,time", ["1,5,2,2011-03-17", "1,6,4,1300001404000"])
    #expect(data.reading.timeUnit == .mixed)
    #expect(data.rows == [[1, 6, 4, 1_300_001_404], [1, 5, 2, 1_300_320_000]])
  }

  @Test("Times and ratings that are all equal are told; the share of ties is counted")
  func equal() throws {
    let data = try load(
      "userId,movieId,rating,timestamp", ["1,5,4,7", "1,6,4,7", "2,5,4,7", "2,6,4,7"])
    #expect(data.histories.tiedShare == 1)
    #expect(
      data.notes.contains("all times of a user are equal: histories are in the order of the file"))
    #expect(
      data.notes.contains(
        "every rating is 4: there is nothing to predict, which looks like implicit feedback"))
    // Three neighbouring pairs, one of them tied.
    let other = try load(
      "userId,movieId,rating,timestamp", ["1,5,4,7", "1,6,3,7", "1,7,3,8", "2,6,4,7", "2,5,1,9"])
    #expect(other.histories.tiedShare == 1.0 / 3)
    #expect(
      other.notes.contains(
        "33 % of a user's neighbouring ratings have the same time: their order is that of the file")
    )
    #expect(try load("userId,movieId,rating", ["1,5,4"]).histories.tiedShare == nil)
  }

  @Test("The same data at any number of threads and any length of a stretch")
  func threads() throws {
    let rows = (0..<400).map { "\($0 / 20 + 1).0,\($0 % 20 + 1),3,\(1_300_000_000_000 + $0 * 700)" }
    let folder = try ScratchFolder([
      "r.csv": "userId,movieId,rating,time\n" + rows.joined(separator: "\n") + "\n"
    ])
    let all = try [(1, 1 << 20), (1, 64), (4, 64), (3, 1000)].map { threads, stretch in
      let plan = LoadPlan(stretch: stretch, threads: threads)
      let data = try Dataset.load(
        path: "\(folder.path)/r.csv", options: LoadOptions(), plan: plan)
      return [AnyHashable(data.fingerprint), AnyHashable(data.notes), AnyHashable(data.reading)]
    }
    #expect(Set(all).count == 1)
  }

  @Test(
    "A header in mid-file is refused for that reason; lines that end in CR alone are read, told")
  func oddText() throws {
    let joined = #expect(throws: DataError.self) {
      try load("userId,movieId,rating", ["1,5,4", "userId,movieId,rating", "2,5,4"])
    }
    #expect(joined?.description.contains("ratings.csv:3: the header comes again") == true)
    let returns = "userId,movieId,rating\r1,5,4\r2,5,3\r"
    let data = try Dataset.load(files: ["ratings.csv": returns])
    #expect(data.rows == [[1, 5, 4, -1], [2, 5, 3, -1]])
    #expect(data.notes.contains("lines of ratings.csv end in carriage returns (CR) alone"))
    let error = #expect(throws: DataError.self) {
      try Dataset.load(files: ["ratings.csv": returns + "3,5,x\r"])
    }
    #expect(error?.description.hasSuffix("ratings.csv:4: rating \"x\" is not a number") == true)
  }

  @Test("A broken side table does not cost the ratings, and is told with its line")
  func sideTables() throws {
    let data = try Dataset.load(files: [
      "ratings.csv": "userId,movieId,rating\n1,5,4\n",
      "tags.csv": "userId,movieId,tag,timestamp\n1,5,\"open,1\n",
      "links.csv": "movieId,imdbId\n,7\n",
    ])
    #expect(data.histories.ratingCount == 1 && data.tables.tags.isEmpty)
    let notes = data.notes.filter { $0.contains("is left out") }
    #expect(notes.count == 2)
    #expect(notes[0].hasSuffix("links.csv:2: movieId is empty"))
    #expect(notes[1].hasSuffix("tags.csv:2: the quote that opens here is not closed"))
  }

  @Test("The standard split: the first fold that leaves users on both sides, otherwise none")
  func standardSplit() throws {
    func split(_ users: [Vocabulary.Key]) throws -> Split {
      Split.standard(
        for: try Dataset(
          name: "d", rows: users.map { RatingRow(user: $0, item: 1, rating: 3, timestamp: 1) }))
    }
    #expect(try split([1, 10]) == .freshUsers(folds: [0]))
    #expect(try split([5, 13, 27]) == .freshUsers(folds: [3]))
    #expect(try split([10, 20]) == .none)
    #expect(try split([7]) == .none)
  }
}
