import DebutEngine
import DebutTesting
import Testing

@testable import NextItem

@Suite struct ItemKNNEventsTests {
  /// Similarities by hand: users of 0, 1, 2, 3 are {a, b, c}, {a, b}, {c}, {c}.
  @Test func similaritiesByHand() throws {
    let data = Dataset.histories(ofItems: [[0, 1, 1], [1, 0], [0, 2, 3]])
    let model = try trainedOnAll(
      ItemKNNEvents.self, ["shrinkage": "0.5", "decay": "1"], on: data)
    let scores = model.scores(after: [0], count: 4)
    let root2 = Float(2).squareRoot()
    let root3 = Float(3).squareRoot()
    #expect(abs(scores[0]) < 2e-6)
    #expect(abs(scores[1] - 2 / (root2 * root3 + 0.5)) < 1e-5)
    #expect(abs(scores[2] - 1 / (root3 + 0.5)) < 1e-5)
    #expect(abs(model.scores(after: [2], count: 4)[3] - 1 / 1.5) < 1e-5)
  }

  @Test(arguments: [1, 3, 8, 100]) func theNearestAreKept(limit: Int) throws {
    let data = Dataset.events(users: 25)
    let all = try trainedOnAll(ItemKNNEvents.self, ["neighbours": "100", "decay": "1"], on: data)
    let some = try trainedOnAll(
      ItemKNNEvents.self, ["neighbours": "\(limit)", "decay": "1"], on: data, threads: 2)
    let (whole, kept) = (try #require(all.scorer).table, try #require(some.scorer).table)
    #expect(kept.count == whole.count)
    for row in 0..<whole.count {
      let range = whole.starts[row]..<whole.starts[row + 1]
      let nearest = zip(whole.columns[range], whole.values[range])
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(limit).map(\.0).sorted()
      #expect(Array(kept.columns[kept.starts[row]..<kept.starts[row + 1]]) == nearest)
    }
  }

  @Test func recentEventsWeighMost() throws {
    let data = Dataset.events(users: 60)
    let model = try trainedOnAll(ItemKNNEvents.self, ["decay": "0.5"], on: data)
    let single = (0..<30).map { model.scores(after: [$0], count: 30) }
    for (item, score) in model.scores(after: [5, 8, 5, 20], count: 30).enumerated() {
      let expected = single[20][item] + 0.5 * single[5][item] + 0.25 * single[8][item]
      #expect(abs(score - expected) < 1e-5)
    }
  }
}
