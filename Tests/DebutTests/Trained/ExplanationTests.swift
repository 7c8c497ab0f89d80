import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct ExplanationTests {
  private let bench: TestBench

  init() throws { bench = TestBench(.tiny(users: 41), registry: try .testing()) }

  private func history(_ count: Int) -> [RatedItem] {
    bench.history(of: 9, first: count, timed: false)
  }

  /// Whatever a trick saves, the answer is that of a history without the rating.
  @Test(arguments: [1, 3, 100]) func saysWhatAHistoryWithoutTheRatingSays(last: Int) throws {
    let model = try bench.train("planted", epochs: 3)
    let known = history(6)
    let explanation = try #require(
      try model.explain(
        itemID: 40, history: known, last: last, compute: try .testing()))
    let whole = try model.answer(history: known)
    #expect(explanation.stars == whole.predict(itemID: 40))
    #expect(explanation.ratings == 6)
    #expect(explanation.parts.count == min(last, 6))
    #expect(Set(explanation.parts.map(\.rating)) == Set(known.suffix(last)))
    for part in explanation.parts {
      let rest = known.filter { $0 != part.rating }
      let expected = try #require(
        try model.answer(history: rest).predict(itemID: 40))
      #expect(abs(part.without - expected) < 1e-5)
    }
    let strengths = explanation.parts.map { abs($0.influence) }
    #expect(strengths == strengths.sorted(by: >))
    // The planted model reads the last rating alone.
    #expect(explanation.parts[0].rating == known[5])
  }

  @Test func equalInfluencesGoBySmallerID() throws {
    let explanation = try #require(
      try bench.train("counting").explain(
        itemID: 10, history: history(5), last: 10, compute: try .testing()))
    let ids = explanation.parts.map(\.rating.itemID)
    #expect(ids == ids.sorted())
    #expect(explanation.parts.allSatisfy { abs($0.influence - 0.05) < 1e-6 })
  }

  @Test func sameAtAnyNumberOfThreads() throws {
    let model = try bench.train("planted", epochs: 3)
    let parts = try [1, 3].map { threads in
      let compute = Compute(
        kernels: try Compute.testing().kernels, workers: Workers(threads: threads))
      return try model.explain(
        itemID: 40, history: history(20), last: 20, compute: compute)?.parts
    }
    #expect(parts[0] == parts[1] && parts[0]?.isEmpty == false)
  }

  @Test func saysNothingOfWhatItCannotScore() throws {
    func explain(_ item: Vocabulary.Key, _ history: [RatedItem]) throws -> Explanation? {
      try bench.train("counting", ["silent": "3"]).explain(
        itemID: item, history: history, last: 5, compute: try .testing())
    }
    #expect(try explain(40, history(3)) == nil)
    #expect(try explain(11, history(3)) == nil)
    #expect(try explain(10, [])?.parts.isEmpty == true)
    let foreign = [RatedItem(itemID: 11, stars: 5)]
    let explanation = try #require(try explain(10, history(2) + foreign))
    #expect(explanation.unknownItems == 1 && explanation.parts.count == 2)
  }

  @Test func needsOneModelAndCanBeStopped() throws {
    #expect(throws: EngineError.severalFolds(model: "counting", folds: [0, 1])) {
      try bench.train("counting", under: .freshUsers(folds: [0, 1])).explain(
        itemID: 10, history: history(2), last: 5, compute: try .testing())
    }
    #expect(throws: EngineError.interrupted) {
      try bench.train("counting").explain(
        itemID: 10, history: history(2), last: 5, compute: try .testing(),
        shouldStop: { true })
    }
  }
}
