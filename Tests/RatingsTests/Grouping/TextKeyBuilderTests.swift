import Testing

@testable import Ratings

@Suite("Numbering texts")
struct TextKeyBuilderTests {
  private func builder(_ keys: [(text: String, row: Int)]) -> TextKeyBuilder {
    let builder = TextKeyBuilder()
    for (text, row) in keys {
      var text = text
      _ = text.withUTF8 { builder.code(for: $0, row: row) }
    }
    return builder
  }

  @Test("Codes count the distinct texts in the order in which they come, with their first rows")
  func codes() {
    let builder = builder([("b", 4), ("a", 5), ("b", 6), ("c", 9), ("a", 11)])
    #expect((0..<builder.keys.count).map { builder.keys.text($0) } == ["b", "a", "c"])
    #expect((0..<3).map { builder.firstRows.start[$0] } == [4, 5, 9])
  }

  @Test("Several builders make one vocabulary in the order of the first rows")
  func merge() {
    let lists = [
      [("d", 3), ("a", 40), ("b", 41)], [], [("a", 1), ("b", 2), ("d", 50), ("e", 51)],
      [("c", 0), ("d", 90)],
    ]
    let merge = VocabularyMerge(lists.map(builder))
    #expect(merge.vocabulary.map(\.description) == ["c", "a", "b", "d", "e"])
    for (list, ranks) in zip(lists, merge.ranks) {
      for (code, key) in list.enumerated() {
        #expect(merge.vocabulary[Int(ranks.start[code])].description == key.0)
      }
    }
    #expect(VocabularyMerge([TextKeyBuilder()]).vocabulary.isEmpty)
  }

  @Test("Rows that do not ascend in a builder change nothing")
  func unordered() {
    let one = VocabularyMerge([builder([("b", 9), ("a", 2), ("c", 5)])])
    #expect(one.vocabulary.map(\.description) == ["a", "c", "b"])
    #expect((0..<3).map { one.ranks[0].start[$0] } == [2, 0, 1])
  }
}
