import Baselines
import DebutEngine
import DebutTesting
import Samplers
import Testing

@testable import Commands

/// Tests of `data` on items and on the tables beside ratings.
@Suite struct DataTableTests {
  private let session: Session
  private let folder: TestFolder

  init() throws {
    var registry = Registry()
    try registry.add(UserItemBias.self)
    try registry.add(EveryRatingSampler.self)
    session = Session(registry: registry)
    folder = try TestFolder()
    try folder.write(
      "set/ratings.csv", "userId,movieId,rating,timestamp\n1,2,3,4\n1,3,4,5\n2,2,5,6\n")
    try folder.write(
      "set/items.csv", "id;label;kinds;price;year\n2;Heat;a / b;3,5;1995\n3;Ran;b;;1985\n")
    try folder.write("set/genome-scores.csv", "movieId,tag,tag\n2,x,\n2,y,1\n3,z\n")
  }

  private func answer(_ line: String) throws -> Answer {
    try CommandRunner.run(line, in: session).get()
  }

  private func failure(_ line: String) -> String {
    switch CommandRunner.run(line, in: session) {
    case .success: "succeeded"
    case .failure(let failure): failure.text
    }
  }

  private func json(_ answer: Answer) -> String { JSONRenderer().text(of: answer) }

  private let flags = "--title label --genres kinds --genre-separator ' / '"

  @Test func allColumnsOfAnItemAreShown() throws {
    _ = try answer("load \(folder.path)/set \(flags)")
    let item = try answer("data item Heat")
    #expect(
      json(item).contains(#""genres":["a","b"]"#)
        && json(item).contains(#""fields":{"price":"3,5","year":"1995"}"#), "\(json(item))")
    guard case .facts(let facts) = item.blocks?.first else {
      Issue.record("no facts")
      return
    }
    #expect(facts.map(\.name).filter { $0 == "year" } == ["year"])
    #expect(facts.contains { $0.name == "price" && $0.value == .text("3,5") })
  }

  @Test func otherTablesAreListedSampledAndCompleted() throws {
    _ = try answer("load \(folder.path)/set \(flags)")
    #expect(json(try answer("data")).contains(#""tables":["genome-scores.csv"]"#))
    for name in ["genome-scores.csv", "genome-scores"] {
      let sample = try answer("data sample \(name)")
      let rows = try #require(sample.rows)
      #expect(rows.columns.map(\.key) == ["movieId", "tag", "tag (2)"])
      #expect(
        rows.rows == [
          [.text("2"), .text("x"), .null], [.text("2"), .text("y"), .text("1")],
        ])
      #expect(sample.messages.map(\.text).contains("1 row of another number of fields left out"))
    }
    #expect(try answer("data sample items").rows?.rows.count == 2)
    #expect(
      failure("data sample genome-scoers.csv").contains("did you mean \"genome-scores.csv\"?"))
    let completer = Completer(session, commands: CommandList.all)
    #expect(
      completer.complete("data sample ge", from: 12).map(\.text) == ["genome-scores.csv"])
  }

  @Test func aSavedSessionFindsTheFileOfItemsFromAnyFolder() throws {
    try folder.write("what.json", "{\"movieId\": 2, \"label\": \"Said\"}\n")
    _ = try answer("load \(folder.path)/set --items \(folder.path)/what.json --title label")
    #expect(session.data?.dataset.catalogue[0].title == "Said")
    _ = try answer("save --session \(folder.path)/day")
    let index = try folder.read("day/session.json")
    #expect(index.contains("what.json\""))
    _ = try answer("load demo")
    _ = try answer("open --session \(folder.path)/day")
    #expect(session.data?.dataset.catalogue[0].title == "Said")
  }

  @Test func eventsTellTheirRepeats() throws {
    try folder.write("views.csv", "user,item\n1,5\n1,5\n1,6\n2,5\n1,5\n")
    _ = try answer("load \(folder.path)/views.csv")
    #expect(json(try answer("data")).contains(#""repeats":2"#))
    try folder.write("stars.csv", "user,item,rating\n1,5,3\n1,5,4\n")
    _ = try answer("load \(folder.path)/stars.csv")
    let stars = json(try answer("data"))
    #expect(stars.contains(#""duplicates":1"#) && stars.contains(#""repeats":0"#))
  }
}
