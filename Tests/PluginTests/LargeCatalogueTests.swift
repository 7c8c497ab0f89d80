import DebutEngine
import DebutTesting
import Testing

/// Models that score by products of vectors, on so many items that their lists are found by bounds.
@Suite struct LargeCatalogueTests {
  static let cases = [
    Case("mf", ["factors": "5"]), Case("gru-sequence", ["factors": "7", "hidden": "5"]),
    Case("attention-sequence"), Case("sasrec", ["depth": "5"]),
  ]

  @Test(arguments: cases) func listsAreThoseOfAllScores(case model: Case) throws {
    // Nobody has rated most of the items, so they are equal: the list has to do with the others.
    let fold = try model.subject().trained(
      on: .tiny(users: 40), epochs: 1, unratedItems: ItemScan.smallest)
    let items = (0..<Int32(fold.itemCount)).map { $0 }
    for history in fold.heldOut.prefix(3) {
      let view = fold.model.answering(UserQuery(history: history))
      var scores = [Float](repeating: .nan, count: items.count)
      items.withUnsafeBufferPointer { items in
        scores.withUnsafeMutableBufferPointer { view.score(items: items, into: $0) }
      }
      let best = zip(scores, items).map(ScoredItem.init)
        .sorted { ($1.score, $0.item) < ($0.score, $1.item) }
      let list = try #require(view.top(3, where: { _ in true }))
      #expect(list == Array(best.prefix(3)))
      let odd = try #require(view.top(3, where: { $0 % 2 == 1 }))
      #expect(odd == Array(best.filter { $0.item % 2 == 1 }.prefix(3)))
    }
  }
}
