import Baselines
import DebutEngine
import DebutTesting
import Samplers
import Testing

@testable import Commands

/// A session on events: what is asked, said and shown in place of stars.
@Suite struct EventSessionTests {
  /// The items by training count: everybody gets the same list.
  final class Counts: Recommender {
    typealias Options = NoOptions
    static let descriptor = ModelDescriptor(
      name: "counts", summary: "counts", discussion: "counts", reference: "none",
      learning: .events)
    private var counts: [Int] = []

    init(options: NoOptions) {}
    func fit(_ data: TrainingSet, _ run: TrainingContext) throws { counts = data.itemCounts }
    func represent(_ user: UserQuery) -> Int { user.history.count }
    func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
    func score(_ representation: Int, item: Int) -> Float {
      Float(counts[item]) + 0.125 * Float(representation)
    }
    func path(of representation: Int) -> AnswerPath {
      AnswerPath("counts after \(representation)", ratings: representation)
    }
  }

  private let session: Session
  private let folder: TestFolder

  init() throws {
    var registry = Registry()
    try registry.add(ItemMean.self)
    try registry.add(Counts.self)
    try registry.add(EveryRatingSampler.self)
    try registry.prefer("item-mean")
    try registry.prefer("counts")
    session = Session(registry: registry)
    folder = try TestFolder()
    // Item k is had by users k and up.
    let rows = (0..<20).flatMap { user in
      (0...min(user, 11)).map { "\(user),\($0),\(1_300_000_000 + 100 * $0)\n" }
    }
    try folder.write("events.csv", "user,item,timestamp\n" + rows.joined())
    try folder.write(
      "stars.csv",
      "user,item,rating,timestamp\n"
        + (0..<60).map { "\($0 / 6),\($0 % 6),\($0 % 5 + 1),\(1_300_000_000 + $0)\n" }.joined())
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

  private func value(_ key: String, _ answer: Answer) -> Value? {
    answer.fields.first { $0.key == key }?.value
  }

  private func loadEvents() throws {
    _ = try answer("load \(folder.path)/events.csv")
    _ = try answer("split leave-last-out")
  }

  @Test func theDefaultModelIsOfTheDataAtHand() throws {
    try loadEvents()
    #expect(value("model", try answer("train")) == .text("counts"))
    #expect(failure("train item-mean").contains("models lists those that learn from events"))
    _ = try answer("load \(folder.path)/stars.csv")
    #expect(value("model", try answer("train")) == .text("item-mean"))
    let models = try answer("models")
    #expect(value("default", models) == .text("item-mean"))
    #expect(value("defaultOfEvents", models) == .text("counts"))
  }

  @Test func evaluateAsksForTheNextItem() throws {
    try loadEvents()
    _ = try answer("train")
    let result = try answer("evaluate")
    #expect(value("protocol", result) == .text("leave-last-out, next-item"))
    let keys = result.rows?.columns.map(\.key) ?? []
    #expect(Set(["ndcg@10", "hr@10", "mrr@10", "coverage", "popularity"]).isSubset(of: keys))
    let top = try answer("evaluate --top 3 --repeats yes --target last")
    #expect(value("protocol", top) == .text("leave-last-out, next-item, repeats, last events"))
    #expect(top.rows?.columns.contains { $0.key == "ndcg@3" } == true)
    let few = try answer("evaluate --candidates sampled:2 --seed 3")
    #expect(
      value("protocol", few) == .text("leave-last-out, next-item, candidates sampled:2"))
    // Words that mean nothing here are errors, not ignored.
    #expect(failure("evaluate --protocol split").contains("predicts no stars"))
    #expect(failure("evaluate --repeats maybe").contains("yes or no"))
    #expect(failure("evaluate --candidates sampled:0").contains("sampled:N"))
    #expect(failure("evaluate --candidates 100").contains("sampled:N"))
    #expect(failure("evaluate --target middle").contains("all, first or last"))
    #expect(failure("evaluate --top 0").contains("--top"))
    #expect(failure("evaluate --seed 1").contains("--candidates"))
    #expect(failure("evaluate --draws 3").contains("--protocol sampler"))
    #expect(failure("evaluate --stack a=counts,counts").contains("ranks are none"))
    _ = try answer("load \(folder.path)/stars.csv")
    _ = try answer("train")
    #expect(failure("evaluate --top 5").contains("it belongs to --protocol next-item"))
    #expect(
      value("protocol", try answer("evaluate --protocol next-item"))
        == .text("fresh-users, next-item"))
  }

  @Test func anAuditIsAPage() throws {
    try loadEvents()
    _ = try answer("train")
    let page = try answer("evaluate --audit --top 3 --tie-seeds 2")
    #expect(page.command == "audit" && value("targets", page) == .count(20))
    let rows = page.rows?.rows.map { $0[0].shown } ?? []
    #expect(rows.first == "as evaluated" && rows.last == "among 100 random items")
    #expect(page.blocks?.count == 8)
    #expect(failure("evaluate counts --audit --fold 0").contains("--fold"))
    #expect(failure("evaluate --audit --candidates sampled:3").contains("--candidates"))
    #expect(failure("evaluate --audit --protocol split").contains("--protocol next-item"))
  }

  @Test func sawMovesTheList() throws {
    try loadEvents()
    _ = try answer("train")
    let first = try answer("saw 3")
    #expect(value("events", first) == .count(1) && value("times", first) == .count(1))
    #expect(first.rows?.columns.map(\.key).contains("score") == true)
    let again = try answer("saw 3 --top 2")
    #expect(value("events", again) == .count(2) && value("times", again) == .count(2))
    #expect(value("path", again) == .text("counts after 2"))
    // The item had is not listed, unless repeats are asked for.
    func items(_ line: String) throws -> [String] {
      try answer(line).rows.map { rows in rows.rows.map { $0[1].shown } } ?? []
    }
    #expect(try items("recommend --top 3 --min-support 0") == ["0", "1", "2"])
    #expect(try items("recommend --top 4 --min-support 0 --repeats yes") == ["0", "1", "2", "3"])
    #expect(try items("recommend --top 4 --min-support 0 --repeats no") == ["0", "1", "2", "4"])
    #expect(failure("recommend --repeats on").contains("yes or no"))
    #expect(try answer("predict 5").blocks.map { "\($0)" }?.contains("score") == true)
    #expect(value("ratings", try answer("unrate 3")) == .count(0))
    #expect(failure("rate 3 4").contains("saw ITEM"))
    _ = try answer("load \(folder.path)/stars.csv")
    #expect(failure("saw 3").contains("rate ITEM STARS"))
  }

  @Test func aHistoryIsItems() throws {
    try loadEvents()
    _ = try answer("train")
    let list = try answer("recommend --history \"1, 1, 2=1\" --min-support 0 --top 2")
    #expect(value("path", list) == .text("counts after 3"))
    #expect(list.rows?.rows.map { $0[1].shown } == ["0", "3"])
    #expect(failure("recommend --history \"1,,2\"").contains("before the comma"))
  }

  @Test func similarItemsHaveTheSameUsers() throws {
    try loadEvents()
    let rows = try #require(try answer("similar 3 --min-support 1 --top 2").rows)
    // Users 3 to 19 have item 3, 2 to 19 item 2, 1 to 19 item 1, 4 to 19 item 4: cosines 17/sqrt(17 18),
    // 17/sqrt(17 19) and 16/sqrt(17 16), the last of fewer users.
    #expect(rows.rows.map { $0[1].shown } == ["2", "1"])
    #expect(rows.rows[0][4] == .count(17) && rows.rows[1][4] == .count(17))
    let first = 17 / (17.0 * 18).squareRoot() * 17 / (17 + 25)
    #expect(rows.rows[0][3] == .number(first, decimals: 3))
  }
}
