import Baselines
import CDatabaseMaking
import DebutEngine
import DebutTesting
import Samplers
import Testing

@testable import Commands

/// The options of `load`, and their way through a saved session.
@Suite struct LoadFlagsTests {
  private let session: Session
  private let folder: TestFolder

  init() throws {
    var registry = Registry()
    try registry.add(UserItemBias.self)
    try registry.add(EveryRatingSampler.self)
    session = Session(registry: registry)
    folder = try TestFolder()
  }

  private func run(_ line: String) -> Result<Answer, CommandFailure> {
    CommandRunner.run(line, in: session)
  }

  private func answer(_ line: String) throws -> Answer { try run(line).get() }

  private func failure(_ line: String) -> String {
    switch run(line) {
    case .success: "succeeded"
    case .failure(let failure): failure.text
    }
  }

  private func value(_ key: String, _ answer: Answer) -> Value? {
    answer.fields.first { $0.key == key }?.value
  }

  /// Users 1 to 20 rate items 1 to 8, in columns without a known name, one row of them unreadable.
  private static let table =
    "who~what~how~seen\n"
    + (0..<160).map { "\($0 / 8 + 1)~\($0 % 8 + 1)~\($0 * 7 % 5 + 1)~130000\($0 + 1000)000\n" }
    .joined()
    + "1~5~x~1300000999\n"

  private static let flags =
    "--separator ~ --user who --item what --rating how --time seen --time-unit milliseconds --skip-bad 1 "
    + "--scale 1:5 --from 2011-03-13 --to 2011-03-13 --min-user 2 --min-item 3 --keep \"how > 0\" "
    + "--keep 'what != 9'"

  @Test func columnsAreKeptInACacheAndReadFromIt() throws {
    let path = try folder.write("table.txt", Self.table)
    let line = "load \(path) \(Self.flags) --cache"
    let first = try answer(line)
    #expect(value("cache", first) == .text("written"))
    #expect(first.messages.contains { $0.text.hasPrefix("the columns are kept in \(path).") })
    let second = try answer(line)
    #expect(value("cache", second) == .text("read"))
    let sentence = second.blocks?.first.map { "\($0)" } ?? ""
    #expect(sentence.contains("; read from \(path)."))
    #expect(try answer("load \(path) \(Self.flags)").fields.allSatisfy { $0.key != "cache" })
    let keys = [
      "ratings", "users", "items", "badRows", "timeUnit", "columns", "from", "to", "tiedTimes",
    ]
    for key in keys { #expect(value(key, first) == value(key, second), "\(key)") }
    #expect(failure("load - --cache").contains("a pipe can be read once only"))
  }

  @Test func aSavedSessionReadsFromTheCache() throws {
    let path = try folder.write("table.txt", Self.table)
    _ = try answer("load \(path) \(Self.flags) --cache")
    _ = try answer("save --session \(folder.path)/saved")
    _ = try answer("load demo")
    _ = try answer("open --session \(folder.path)/saved")
    #expect(session.data?.cache?.use == .read)
  }

  @Test func optionsAreSaidAndTheirColumnsAnswered() throws {
    try folder.write("table.txt", Self.table)
    let loaded = try answer("load \(folder.path)/table.txt \(Self.flags)")
    #expect(value("ratings", loaded) == .count(160) && value("badRows", loaded) == .count(1))
    #expect(value("timeUnit", loaded) == .text("milliseconds"))
    #expect(
      value("feedback", loaded) == .text("explicit") && value("replaced", loaded) == .count(0))
    let json = JSONRenderer().text(of: loaded)
    #expect(
      json.contains(#""columns":{"user":"who","item":"what","rating":"how","time":"seen"}"#),
      "\(json)")
  }

  @Test func aSavedSessionReadsTheSame() throws {
    try folder.write("table.txt", Self.table)
    _ = try answer("load \(folder.path)/table.txt \(Self.flags)")
    let fingerprint = session.data?.dataset.fingerprint
    _ = try answer("save --session \(folder.path)/day")
    _ = try answer("load demo")
    let opened = try answer("open --session \(folder.path)/day")
    #expect(session.data?.dataset.fingerprint == fingerprint)
    #expect(!opened.messages.contains { $0.text.contains("has changed") })
  }

  @Test func aSavedSessionReadsTheSameRowsOfADatabase() throws {
    let file = "\(folder.path)/shop.db"
    let rows = (0..<60).map { "(\($0 / 6), 'i\($0 % 6)', \($0 % 5 + 1))" }.joined(separator: ", ")
    let made = make_database(
      file,
      "CREATE TABLE ratings (user, item, stars); CREATE TABLE old AS SELECT * FROM ratings;"
        + "INSERT INTO ratings VALUES \(rows); INSERT INTO old SELECT * FROM ratings LIMIT 30;")
    try #require(made == 0)
    #expect(
      failure("load \(file)").hasSuffix("found \"old\" and \"ratings\"; say which: --table NAME"))
    for (flags, count) in [
      ("--table old", 30), ("--query \"SELECT * FROM ratings WHERE stars > 1\"", 48),
    ] {
      let loaded = try answer("load \(file) \(flags)")
      #expect(value("ratings", loaded) == .count(count))
      let fingerprint = session.data?.dataset.fingerprint
      let day = "\(folder.path)/day\(count)"
      _ = try answer("save --session \(day)")
      _ = try answer("load demo")
      let opened = try answer("open --session \(day)")
      #expect(session.data?.dataset.fingerprint == fingerprint)
      #expect(!opened.messages.contains { $0.text.contains("has changed") })
    }
    #expect(
      failure("load \(file) --query \"DELETE FROM old\"").contains(
        "--query is not run: not authorized"))
  }

  @Test func eventsAreReadAndNotTrainedOn() throws {
    try folder.write("views.csv", "visitorid,itemid,timestamp\n1,5,1300000100\n2,6,1300000200\n")
    let loaded = try answer("load \(folder.path)/views.csv")
    #expect(value("feedback", loaded) == .text("implicit"))
    #expect(
      failure("train bias").contains(
        "bias learns from ratings, and views.csv has events without stars (implicit feedback)"))
  }

  @Test func rowsAndEventsOfASavedSessionAreTheSame() throws {
    try folder.write(
      "events.csv",
      "visitorid,itemid,event\n1,5,view\n2,6,buy\n3,7,play\n3,8,view\n4,9,buy\n5,9,view\n")
    let path = "\(folder.path)/events.csv"
    let loaded = try answer(
      "load \(path) --event event --events view=1,buy=2 --keep 'itemid > 5' --keep 'visitorid != 5'"
    )
    #expect(value("ratings", loaded) == .count(3) && value("feedback", loaded) == .text("implicit"))
    #expect(JSONRenderer().text(of: loaded).contains(#""event":"event""#))
    let fingerprint = session.data?.dataset.fingerprint
    _ = try answer("save --session \(folder.path)/day")
    _ = try answer("load demo")
    let opened = try answer("open --session \(folder.path)/day")
    #expect(session.data?.dataset.fingerprint == fingerprint)
    #expect(!opened.messages.contains { $0.text.contains("has changed") })
    #expect(
      try answer("data").messages.contains {
        $0.text.hasPrefix("weights of events: \"view\" 0.5 (1 row), \"buy\" 1 (2 rows)")
      })
  }

  @Test func wrongOptionsAreErrorsThatSayWhatIsExpected() throws {
    try folder.write("table.txt", Self.table)
    for (flags, expected) in [
      ("--separator x", "--separator \"x\": expected comma, semicolon"),
      ("--columns user,item --user who", "expected either the columns' order or their names"),
      ("--user none", "--user \"none\": expected a column: every row has a user"),
      ("--skip-bad -1", "--skip-bad \"-1\": expected a whole number from 0 up"),
      ("--max-size much", "--max-size \"much\": expected a number of bytes"),
      ("--from soon", "--from \"soon\": expected a day as 2011-03-17"),
      ("--keep rating", "--keep \"rating\": expected a column, one of ="),
      ("--keep 'how > x'", "--keep \"how > x\": expected a number after >"),
      (
        "--separator ~ --user who --item what --events view",
        "--events \"view\": expected a column of events beside it"
      ),
      ("--event how --events view=0", "--events \"view=0\": expected kinds of events"),
      ("--item none", "--item \"none\": expected a column: every row has an item"),
      ("--min-item -2", "--min-item \"-2\": expected a whole number from 0 up"),
      ("--time-unit days", "--time-unit \"days\": expected one of seconds"),
    ] {
      #expect(failure("load \(folder.path)/table.txt \(flags)").contains(expected))
    }
    #expect(failure("load demo --user who").contains("demo is generated, not read"))
  }

  @Test func atMostFiveNotesAreShownCautionsFirst() throws {
    try folder.write(
      "ratings.csv",
      "uid;thing_id;item_id;stars;seen_date;note\n1;3;5;2,5;soon;a\n1;3;5;2,5;soon;a\n2;3;5;2,5;soon;a\n"
    )
    let loaded = try answer("load \(folder.path)")
    let notes = loaded.messages.map(\.text)
    // Cautions come first, then what was read.
    #expect(notes[0] == "the column \"seen_date\" looks like times: not read")
    #expect(notes[1] == "no timestamps: histories are in the order of the file")
    #expect(notes[2].hasPrefix("every rating is 2.5: "))
    #expect(notes[3] == "fields are separated by semicolons")
    let shown = notes.filter { !$0.hasPrefix("no user id ends") }
    #expect(
      shown.count == 5 && shown[4].hasSuffix("more notes: data shows all of them"), "\(notes)")
    #expect(try answer("data").messages.count > 5)
  }
}
