import Testing

@testable import Ratings

@Suite("Columns of events")
struct EventColumnTests {
  private static let text = """
    timestamp,visitorid,event,itemid,note
    1433221332117,1,view,5,
    1433221332118,1,buy,5,
    1433221332119,2,view,6,
    1433221332120,x,scroll,y,
    1433221332121,2,"wish",7,

    """

  private func options(_ events: String? = nil) throws -> LoadOptions {
    var options = LoadOptions()
    options.columns[.event] = .named("event")
    if let events { options.eventWeights = try EventWeight.all(parsing: events) }
    return options
  }

  @Test("Weights are shares of the largest; other events are left out and named")
  func weights() throws {
    let data = try Dataset.load(
      Self.text, named: "events.csv", options: options("view=1, buy=4,wish=2 ,pay=3"))
    #expect(data.feedback == .implicit)
    #expect(
      data.rows == [
        [1, 5, 0.25, 1_433_221_332], [1, 5, 1, 1_433_221_332], [2, 6, 0.25, 1_433_221_332],
        [2, 7, 0.5, 1_433_221_332],
      ])
    for note in [
      "weights of events: \"view\" 0.25 (2 rows), \"buy\" 1 (1 row), \"wish\" 0.5 (1 row), "
        + "\"pay\" 0.75 (0 rows)",
      "1 row of other events left out: \"scroll\" (1)", "4 of 5 rows kept",
    ] {
      #expect(data.notes.contains(note), "\(note) in \(data.notes)")
    }
    #expect(data.reading.columns[.event] == "event")
    let views = try Dataset.load(Self.text, named: "events.csv", options: options("view"))
    #expect(views.rows.map { $0[2] } == [1, 1] && views.histories.users.kind == .numeric)
    #expect(
      views.notes.contains(
        "3 rows of other events left out: \"buy\" (1), \"scroll\" (1), \"wish\" (1)"))
  }

  @Test(
    "Stars that are not to be read are not read, with a header or without",
    arguments: [
      ("ratings.dat", "1::5::4::100\n1::6::3::100\n"),
      ("r.csv", "1,5,4,1000000000\n1,6,3,1000000000\n"),
      ("ratings.csv", "userId,movieId,rating,timestamp\n1,5,4,100\n1,6,3,100\n"),
      ("u.data", "1\t5\t4\t100\n1\t6\t3\t100\n"),
    ])
  func starsLeftAside(name: String, text: String) throws {
    var options = LoadOptions()
    #expect(try Dataset.load(text, named: name, options: options).feedback != .implicit)
    options.columns[.rating] = ColumnChoice.none
    let data = try Dataset.load(text, named: name, options: options)
    #expect(data.feedback == .implicit && data.hasTimestamps)
    #expect(data.rows.map { $0[2] } == [1, 1])
    options.columns[.time] = ColumnChoice.none
    #expect(try !Dataset.load(text, named: name, options: options).hasTimestamps)
    options.columns[.rating] = .named("stars")
    #expect(throws: DataError.self) { try Dataset.load(text, named: name, options: options) }
  }

  @Test("Without weights all kinds count 1, and are told with their numbers")
  func all() throws {
    let data = try Dataset.load(Self.text, named: "events.csv", options: options())
    #expect(data.histories.ratingCount == 5 && data.scale == RatingScale(0, 1))
    #expect(data.histories.allSatisfy { $0.allSatisfy { $0.rating == 1 } })
    #expect(
      data.notes.contains(
        "events count 1 each: \"view\" (2 rows), \"buy\" (1 row), \"scroll\" (1 row), \"wish\" (1 row)"
      )
    )
  }

  @Test("By position, and with conditions")
  func positions() throws {
    var options = LoadOptions()
    options.positions = try LoadOptions.positions(parsing: "user,item,event,-,-")
    options.eventWeights = try EventWeight.all(parsing: "purchase=2")
    let text = "151,7,purchase,1.0,0\n151,7,play,273.0,0\n152,8,purchase,1.0,0\n"
    let data = try Dataset.load(text, named: "games.csv", options: options)
    #expect(data.rows == [[151, 7, 1, -1], [152, 8, 1, -1]])
    options.conditions = [try RowCondition(parsing: "user = 152")]
    let one = try Dataset.load(text, named: "games.csv", options: options)
    #expect(one.rows == [[152, 8, 1, -1]] && one.notes.contains("1 of 3 rows kept"))
    #expect(one.notes.contains("weights of events: \"purchase\" 1 (1 row)"), "\(one.notes)")
    options.conditions = [try RowCondition(parsing: "event = play")]
    #expect(throws: DataError.self) {
      try Dataset.load(text, named: "games.csv", options: options)
    }
  }

  @Test("A column of stars beside it is skipped unless it was said")
  func stars() throws {
    let text = "userId,movieId,rating,event\n1,5,9,view\n2,6,7,view\n"
    let data = try Dataset.load(text, options: options())
    #expect(data.feedback == .implicit && data.reading.skippedColumns == ["rating"])
    var both = try options()
    both.columns[.rating] = .named("rating")
    let error = #expect(throws: DataError.self) { try Dataset.load(text, options: both) }
    #expect(error?.description == "--rating \"rating\": expected either stars or events, not both")
    both = LoadOptions()
    both.positions = [.user, .item, .rating, .event]
    #expect(throws: DataError.self) { try Dataset.load(text, options: both) }
  }

  @Test("Weights without a column, wrong weights, empty kinds and a column of anything")
  func faults() throws {
    var options = LoadOptions()
    options.eventWeights = [EventWeight("view", 1)]
    let error = #expect(throws: DataError.self) { try Dataset.load(Self.text, options: options) }
    #expect(
      error?.description.hasPrefix("--events \"view\": expected a column of events beside it")
        == true)
    for text in [
      "", "view=0", "view=-1", "view=x", "view=", "=1", "view,,buy", "view,view=2", "a=inf",
    ] {
      #expect(throws: DataError.self, "\(text)") { try EventWeight.all(parsing: text) }
    }
    let empty = #expect(throws: DataError.self) {
      try Dataset.load(
        "userId,movieId,event\n1,5,view\n1,6,\n", named: "e.csv", options: self.options())
    }
    #expect(empty?.description.hasSuffix("e.csv:3: event is empty") == true)
    let rows = (0..<150).map { "1,\($0),kind\($0)\n" }.joined()
    let folder = try ScratchFolder(["e.csv": "userId,movieId,event\n" + rows])
    for stretch in [64, 1 << 20] {
      let many = #expect(throws: DataError.self) {
        try Dataset.load(
          path: "\(folder.path)/e.csv", options: self.options(),
          plan: LoadPlan(stretch: stretch, threads: 2))
      }
      #expect(
        many?.description.hasSuffix(
          "e.csv:102: event \"kind100\" is one more than 100 kinds of events: expected few, as view and cart"
        ) == true, "\(many as Any)")
    }
    let few = try Dataset.load(path: "\(folder.path)/e.csv", options: self.options("kind7"))
    #expect(few.histories.ratingCount == 1)
    #expect(
      few.notes.contains { $0.hasPrefix("149 rows of other events left out: \"kind0\" (1), ") })
  }
}
