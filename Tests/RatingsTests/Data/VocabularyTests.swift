import Testing

@testable import Ratings

@Suite("Vocabularies")
struct VocabularyTests {
  @Test("Keys and indices, both ways", arguments: [0, 1, 2, 17, 1_000], [true, false])
  func bothWays(count: Int, ascending: Bool) {
    var random = SeededGenerator(seed: UInt64(count))
    var keys = Set<Int64>()
    while keys.count < count {
      keys.insert(Int64.random(in: 0 ... .max, using: &random) >> Int64(random.below(60)))
    }
    let ordered = ascending ? keys.sorted() : Array(keys).shuffled(using: &random)
    let vocabulary = Vocabulary(ordered.map { Vocabulary.Key($0) })
    #expect(vocabulary.count == count && vocabulary.kind == .numeric)
    #expect(vocabulary.map(\.number) == ordered && vocabulary.numbers == ordered)
    for (index, key) in ordered.enumerated() { #expect(vocabulary.index(of: .init(key)) == index) }
    for key in ordered where !keys.contains(key ^ 1) {
      #expect(vocabulary.index(of: .init(key ^ 1)) == nil)
    }
  }

  @Test("A key that comes twice is no vocabulary, in any order")
  func repeated() {
    #expect(Vocabulary(unique: [1, 1]) == nil)
    #expect(Vocabulary(unique: [4, 9, 2, 9]) == nil)
    #expect(Vocabulary(unique: [4, 9, 2]) == [4, 9, 2])
    #expect(Vocabulary(unique: []) == [])
  }

  @Test("Selecting keeps the order of the indices")
  func selecting() {
    let vocabulary: Vocabulary = [3, 5, 8, 13]
    #expect(vocabulary.selecting([3, 0, 2]) == [13, 3, 8])
    #expect(vocabulary.selecting([3, 0, 2]).index(of: 8) == 2)
    #expect(vocabulary.selecting([3, 0, 2]).index(of: 5) == nil)
    #expect(vocabulary.selecting([]).isEmpty)
    #expect(vocabulary != [3, 5, 13, 8] && Set([vocabulary, [3, 5, 8, 13]]).count == 1)
  }
}
