import DebutEngine
import DebutTesting
import Testing

@testable import Commands
@testable import Terminal

@Suite struct SessionTests {
  /// The output of a session.
  private final class Record {
    var answers = ""
    var messages = ""
  }

  private let record = Record()
  private let session: Session
  private let interpreter: Interpreter

  init() {
    let record = record
    session = Session(registry: Registry())
    interpreter = Interpreter(
      session: session,
      console: .recording(
        answers: { record.answers += $0 }, messages: { record.messages += $0 }), keepsGoing: false)
  }

  private func run(_ line: String) -> Interpreter.Ending { interpreter.run(line) }

  @Test func ratingsStayWhereTheNewDataHasTheItem() {
    #expect(run("load demo") == .succeeded)
    #expect(record.answers.contains("; generated in "))
    #expect(run("rate 5 4") == .succeeded)
    #expect(run("load demo") == .succeeded)
    #expect(session.person.ratings.count == 1)
    // Other titles under the same ids.
    #expect(run("load demo --seed 2") == .succeeded)
    #expect(session.person.ratings.isEmpty)
    #expect(record.messages.contains("1 rating of yours dropped"))
  }

  @Test func loadGoesBackToTheDefaultSplit() {
    _ = run("load demo")
    _ = run("split leave-last-out")
    #expect(session.split == .leaveLastOut)
    _ = run("load nowhere")
    #expect(session.split == .leaveLastOut)
    _ = run("load demo")
    #expect(session.split == .freshUsers(folds: [0]))
  }

  @Test func ratingAgainReplaces() {
    _ = run("load demo")
    _ = run("rate 5 4")
    _ = run("rate 6 3")
    _ = run("rate 5 2")
    #expect(session.person.ratings.map(\.itemID) == [6, 5])
    #expect(session.person.ratings.map(\.stars) == [3, 2])
    #expect(record.answers.contains(": 2 instead of 4; you have rated 2 items"))
    _ = run("unrate 6")
    #expect(session.person.ratings.map(\.itemID) == [5])
  }

  @Test func everyCommandExplainsItself() {
    for name in CommandList.names {
      record.answers = ""
      #expect(run("\(name) --help") == .succeeded)
      #expect(record.answers.contains("USAGE: \(name)"), "\(record.answers)")
    }
  }

  @Test func anEmptyRegistryIsListedAsSuch() {
    #expect(run("models") == .succeeded)
    #expect(run("samplers") == .succeeded)
    #expect(record.answers.contains("no model is registered"))
  }

  @Test func findsSimilarItems() throws {
    // Items 0 and 1 are liked and disliked together, item 2 the other way round.
    let rows: [[(item: Int, stars: Float)]] = (0..<12).map { user in
      let likes: Float = user % 2 == 0 ? 5 : 1
      return [(0, likes), (1, likes), (2, 6 - likes)]
    }
    let similarity = ItemSimilarity(Dataset.histories(rows))
    let similar = try #require(similarity.nearest(to: 0, minSupport: 5))
    #expect(similar.map(\.item) == [1, 2])
    #expect(similar.map(\.users) == [12, 12])
    #expect(abs(similar[0].similarity - 12.0 / 37) < 1e-6)
    #expect(abs(similar[1].similarity + 12.0 / 37) < 1e-6)
    #expect(similarity.nearest(to: 0, minSupport: 13)?.isEmpty == true)
    #expect(similarity.nearest(to: 0, minSupport: 5, shouldStop: { true }) == nil)
  }
}
