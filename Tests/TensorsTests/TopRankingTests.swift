import Tensors
import Testing

@Suite struct TopRankingTests {
  @Test(arguments: [1, 2, 3, 7, 50, 200]) func agreesWithSorting(capacity: Int) {
    var generator = SplitMix(seed: UInt64(capacity))
    let entries = (Int32(0)..<100).map {
      ScoredItem(score: Float(Int.random(in: 0..<12, using: &generator)), item: $0)
    }.shuffled(using: &generator)
    var ranking = TopRanking(capacity: capacity)
    for entry in entries { ranking.offer(entry) }
    let expected = entries.sorted { ($1.score, $0.item) < ($0.score, $1.item) }.prefix(capacity)
    #expect(ranking.sorted() == Array(expected))
  }

  @Test func infinitiesHaveTheirPlace() {
    var ranking = TopRanking(capacity: 2)
    for (id, score) in [1, -Float.infinity, .infinity].enumerated() {
      ranking.offer(.init(score: score, item: Int32(id)))
    }
    #expect(ranking.sorted().map(\.item) == [2, 0])
  }
}
