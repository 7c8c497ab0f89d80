import Testing

@testable import Ratings

@Suite("Numbering ids")
struct IDIndexTests {
  @Test("Codes count the distinct ids in the order in which they come", arguments: [10, 3_000])
  func codes(distinct: Int) {
    var random = SeededGenerator(seed: UInt64(distinct))
    let pool = (0..<distinct).map { i in
      i % 2 == 0
        ? Int64(random.below(2 << 20)) : Int64.random(in: 0 ... .max, using: &random)
    }
    let index = IDIndex()
    var known: [Int64: Int32] = [:]
    for _ in 0..<distinct * 3 {
      let id = pool[random.below(distinct)]
      let code = index.code(for: id)
      #expect(code == known[id, default: Int32(known.count)])
      known[id] = code
    }
    #expect(index.ids.count == known.count)
    for (id, code) in known { #expect(index.ids[Int(code)] == id) }
  }

  @Test("The edges of the direct table, and of ids")
  func edges() {
    let limit = Int64(IDIndex.directLimit)
    let ids = [limit, 0, limit - 1, .max, limit + 1, .max - 1]
    let index = IDIndex()
    #expect(ids.map(index.code) == [0, 1, 2, 3, 4, 5])
    #expect(ids.map(index.code) == [0, 1, 2, 3, 4, 5])
    #expect(index.ids == ids)
  }

  @Test("Several indices have one ascending list of ids")
  func ranking() {
    let lists: [[Int64]] = [[5, 1 << 40, 3], [], [3, 9, 1 << 50, 1 << 40, 0]]
    let indices = lists.map { ids in
      let index = IDIndex()
      for id in ids { _ = index.code(for: id) }
      return index
    }
    let ranking = IDRanking(indices)
    #expect(ranking.ids == [0, 3, 5, 9, 1 << 40, 1 << 50])
    for (list, ranks) in zip(lists, ranking.ranks) {
      for (code, id) in list.enumerated() {
        #expect(ranking.ids[Int(ranks.start[code])] == id)
      }
    }
    #expect(IDRanking([IDIndex()]).ids.isEmpty)
  }
}
