import Testing

@testable import Ratings

@Suite("Numbering keys")
struct VocabularyBuilderTests {
  @Test("Codes count the distinct keys in the order in which they come", arguments: [10, 3_000])
  func codes(distinct: Int) {
    var random = SeededGenerator(seed: UInt64(distinct))
    let pool = (0..<distinct).map { i in
      i % 2 == 0
        ? Int64(random.below(2 << 20)) : Int64.random(in: 0 ... .max, using: &random)
    }
    let builder = VocabularyBuilder()
    var known: [Int64: Int32] = [:]
    for _ in 0..<distinct * 3 {
      let key = pool[random.below(distinct)]
      let code = builder.code(for: key)
      #expect(code == known[key, default: Int32(known.count)])
      known[key] = code
    }
    #expect(builder.keys.count == known.count)
    for (key, code) in known { #expect(builder.keys[Int(code)] == key) }
  }

  @Test("The edges of the direct table, and of keys")
  func edges() {
    let limit = Int64(VocabularyBuilder.directLimit)
    let keys = [limit, 0, limit - 1, .max, limit + 1, .max - 1]
    let builder = VocabularyBuilder()
    #expect(keys.map(builder.code) == [0, 1, 2, 3, 4, 5])
    #expect(keys.map(builder.code) == [0, 1, 2, 3, 4, 5])
    #expect(builder.keys == keys)
  }

  @Test("Several builders make one ascending vocabulary")
  func merge() {
    let lists: [[Int64]] = [[5, 1 << 40, 3], [], [3, 9, 1 << 50, 1 << 40, 0]]
    let builders = lists.map { keys in
      let builder = VocabularyBuilder()
      for key in keys { _ = builder.code(for: key) }
      return builder
    }
    let merge = VocabularyMerge(builders)
    #expect(merge.vocabulary.numbers == [0, 3, 5, 9, 1 << 40, 1 << 50])
    for (list, ranks) in zip(lists, merge.ranks) {
      for (code, key) in list.enumerated() {
        #expect(merge.vocabulary[Int(ranks.start[code])] == .init(key))
      }
    }
    #expect(VocabularyMerge([VocabularyBuilder()]).vocabulary.isEmpty)
  }
}
