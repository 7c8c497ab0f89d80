import Testing

@testable import Ratings

@Suite("Rows that are read")
struct RowConditionTests {
  private func options(_ conditions: String...) throws -> LoadOptions {
    var options = LoadOptions()
    options.conditions = try conditions.map { try RowCondition(parsing: $0) }
    return options
  }

  private func items(_ text: String, _ conditions: String...) throws -> [Int] {
    var options = LoadOptions()
    options.conditions = try conditions.map { try RowCondition(parsing: $0) }
    return try Dataset.load(text, named: "r.csv", options: options).rows.map { Int($0[1]) }
  }

  private static let text = """
    userId,movieId,rating,place,size
    1,1,1,Rome,9
    1,2,2,"New York",10
    1,3,3,rome,9.50
    1,4,4,"the ""Hague\""\",
    1,5,5,Bonn,-1e1

    """

  @Test(
    "Columns, comparisons and values",
    arguments: [
      ("rating > 2", [3, 4, 5]), ("rating>=2", [2, 3, 4, 5]), ("rating < 2.5", [1, 2]),
      ("rating<= 2", [1, 2]), ("rating = 3.0", [3]), ("rating == 3", [3]),
      ("rating != 3", [1, 2, 4, 5]), ("place = Rome", [1]), ("place != Rome", [2, 3, 4, 5]),
      ("place = 'New York'", [2]), ("Place=\"New York\"", [2]), ("place = the \"Hague\"", [4]),
      // As texts 10 comes before 9.
      ("size > 9", [2, 3]), ("size >= 9", [1, 2, 3]), ("size < -9.5", [5]), ("size = 9.5", [3]),
      ("size = ''", [4]), ("size != ''", [1, 2, 3, 5]), ("size = Rome", []),
      ("rating > -3", [1, 2, 3, 4, 5]),
    ])
  func comparisons(condition: String, expected: [Int]) throws {
    guard !expected.isEmpty else {
      let error = #expect(throws: DataError.self) { try items(Self.text, condition) }
      #expect(error?.description.contains("no row is kept by --keep") == true)
      return
    }
    #expect(try items(Self.text, condition) == expected)
  }

  @Test("All conditions must hold, and how many rows meet them is told")
  func several() throws {
    let data = try Dataset.load(
      Self.text, named: "r.csv", options: options("rating > 1", "place != Bonn"))
    #expect(data.rows.map { $0[1] } == [2, 3, 4])
    #expect(data.notes.contains("3 of 5 rows kept"))
    #expect(!(try Dataset.load(Self.text, named: "r.csv").notes.contains { $0.contains("kept") }))
  }

  @Test("Whole numbers keep all their digits")
  func digits() throws {
    let text = "userId,movieId,rating\n9007199254740993,1,3\n9007199254740992,2,3\n"
    #expect(try items(text, "userId = 9007199254740992") == [2])
    #expect(try items(text, "userId > 9007199254740992") == [1])
  }

  @Test("Rows left out make no ids texts, widen no scale and need no time")
  func leftOut() throws {
    let text =
      "userId,movieId,rating,timestamp\nu,x,-1,never\n1,5,8,1300000100\n2,6,-1,1300000200000\n"
    let data = try Dataset.load(text, named: "r.csv", options: options("rating >= 0"))
    #expect(data.rows == [[1, 5, 8, 1_300_000_100]] && data.scale == RatingScale(0, 10))
    #expect(data.catalogue.count == 1 && data.reading.timeUnit == .seconds)
    #expect(!data.notes.contains { $0.contains("are text") })
  }

  @Test("Without a header by the names of roles, and by numbers of columns")
  func roles() throws {
    let text = "1;5;4\n1;6;0\n2;7;0\n"
    for condition in ["rating > 0", "column 3 > 0", "Rating>0"] {
      let data = try Dataset.load(text, named: "r.csv", options: options(condition))
      #expect(data.rows == [[1, 5, 4, -1]], "\(condition)")
    }
    let error = #expect(throws: DataError.self) {
      try Dataset.load(text, named: "r.csv", options: options("ratng > 0"))
    }
    #expect(
      error?.description.contains("as the file has no header; did you mean \"rating\"?") == true)
    var skipping = try options("column 3 = play")
    skipping.positions = try LoadOptions.positions(parsing: "user,item,-,rating")
    let data = try Dataset.load("1,5,play,3\n1,6,stop,3\n", named: "r.csv", options: skipping)
    #expect(data.rows == [[1, 5, 3, -1]])
  }

  @Test("An unknown column, and text that is compared by size")
  func faults() throws {
    let unknown = #expect(throws: DataError.self) { try items(Self.text, "ratin > 0") }
    #expect(
      unknown?.description.hasSuffix(
        "r.csv:1: the header has no column \"ratin\"; did you mean \"rating\"?") == true)
    let text = #expect(throws: DataError.self) { try items(Self.text, "place > 0") }
    #expect(
      text?.description.hasSuffix(
        "r.csv:2: place \"Rome\" is not a number: expected one for --keep \"place > 0\"") == true)
    for condition in [
      "", "rating", "> 3", "rating >", "rating ! 3", "rating => 3", "rating > many",
    ] {
      #expect(throws: DataError.self, "\(condition)") { try RowCondition(parsing: condition) }
    }
  }

  @Test("JSON lines, also by names that are not read otherwise")
  func jsonLines() throws {
    let text = """
      {"user_id": "a", "asin": "B1", "rating": 5.0, "verified": true, "text": "x"}
      {"user_id": "a", "asin": "B2", "rating": 4.0, "verified": false, "text": "y"}
      {"user_id": "b", "asin": "B3", "rating": 3.0, "verified": true}

      """
    func items(_ condition: String) throws -> [String] {
      let data = try Dataset.load(text, named: "r.jsonl", options: options(condition))
      return data.catalogue.vocabulary.map(\.description)
    }
    #expect(try items("verified = true") == ["B1", "B3"])
    #expect(try items("text = y") == ["B2"])
    #expect(try items("text != ''") == ["B1", "B2"])
    let error = #expect(throws: DataError.self) { try items("verifed = true") }
    #expect(
      error?.description.hasSuffix(
        "r.jsonl: no object of the first lines has \"verifed\"; did you mean \"verified\"?") == true
    )
    var events = LoadOptions()
    events.columns[.event] = .named("text")
    events.eventWeights = [EventWeight("y", 2)]
    let data = try Dataset.load(text, named: "r.jsonl", options: events)
    #expect(data.catalogue.vocabulary.map(\.description) == ["B2"])
    #expect(data.reading.notes.prefix(2) == ["the text is JSON lines", "1 of 3 rows kept"])
  }

  @Test("The same with any number of threads and beside unreadable rows", arguments: [1, 2, 5])
  func threads(_ threads: Int) throws {
    let rows = (0..<400).map { row in
      row == 250 ? "x,\"\n" : "\(row % 9 + 1),\(row),\(row % 5),\(row % 3 == 0 ? "view" : "buy")\n"
    }
    let folder = try ScratchFolder(["r.csv": "userId,movieId,rating,event\n" + rows.joined()])
    var options = try options("rating > 0")
    options.skippableRows = 1
    let plan = LoadPlan(stretch: 64, threads: threads)
    let data = try Dataset.load(path: "\(folder.path)/r.csv", options: options, plan: plan)
    let expected = (0..<400).filter { $0 % 5 > 0 && $0 != 250 }.count
    #expect(data.histories.ratingCount == expected)
    #expect(data.notes.contains("\(expected) of 399 rows kept") && data.reading.badRows == 1)
    options.columns[.event] = .named("event")
    let events = try Dataset.load(path: "\(folder.path)/r.csv", options: options, plan: plan)
    let views = (0..<400).filter { $0 % 5 > 0 && $0 != 250 && $0 % 3 == 0 }.count
    #expect(
      events.notes.contains(
        "events count 1 each: \"buy\" (\(expected - views) rows), \"view\" (\(views) rows)"),
      "\(events.notes)")
  }
}
