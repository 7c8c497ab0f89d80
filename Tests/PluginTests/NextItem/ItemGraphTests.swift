import DebutEngine
import DebutTesting
import Testing

@testable import NextItem

@Suite struct ItemGraphTests {
  /// The formula, by dictionaries.
  private func expected(_ rows: [[Int]], _ history: [Int], items: Int) -> [Double] {
    var transitions: [Int: [Int: Double]] = [:]
    var scores = [Double](repeating: 0, count: items)
    for row in rows {
      for (place, item) in row.enumerated() {
        scores[item] += 1e-6
        for (back, weight) in [(1, 1.0), (2, 0.5), (3, 0.25)] where place >= back {
          transitions[row[place - back], default: [:]][item, default: 0] += weight
        }
      }
    }
    for (back, weight) in [1, 0.7, 0.5, 0.35, 0.25].enumerated() where history.count > back {
      let row = transitions[history[history.count - 1 - back]] ?? [:]
      let sum = row.values.reduce(0, +)
      for (item, value) in row { scores[item] += weight * value / sum }
    }
    return scores
  }

  @Test(arguments: [0, 1, 2, 4, 5, 6, 20]) func scoresAreThoseOfTheFormula(length: Int) throws {
    let data = Dataset.events(users: 50)
    let rows = data.histories.map { $0.items.map { Int($0) } }
    let model = try trainedOnAll(ItemGraph.self, on: data, items: 33, threads: 2)
    let history = (0..<length).map { $0 * 7 % 32 }
    let expected = expected(rows, history, items: 33)
    for (score, expected) in zip(model.scores(after: history, count: 33), expected) {
      #expect(abs(Double(score) - expected) < 1e-6)
    }
  }

  @Test func manyAtOnceAnswerAsOne() throws {
    let model = try trainedOnAll(ItemGraph.self, on: .events(users: 50))
    let view = model.answering(UserQuery(history: History(ofItems: [3, 9, 9, 0, 4, 12])))
    let items = (0..<Int32(30)).map { $0 }
    var many = [Float](repeating: .nan, count: 30)
    items.withUnsafeBufferPointer { items in
      many.withUnsafeMutableBufferPointer { view.score(items: items, into: $0) }
    }
    #expect(many.map(\.bitPattern) == items.map { view.score(item: Int($0)).bitPattern })
  }

  @Test func whatIsOlderThanFivePlaysNoPart() throws {
    let model = try trainedOnAll(ItemGraph.self, on: .events(users: 50))
    let recent = [3, 9, 9, 0, 4]
    #expect(
      model.scores(after: [1, 2, 5, 8] + recent, count: 30)
        == model.scores(after: recent, count: 30))
    #expect(
      model.scores(after: [6] + recent.dropFirst(), count: 30)
        != model.scores(after: recent, count: 30))
  }

  @Test func theAnswerSaysWhatItRestsOn() throws {
    let model = try trainedOnAll(ItemGraph.self, on: .events(users: 50))
    let paths = [[], [1], [1, 2, 3, 4, 5, 6, 7]].map {
      model.answering(UserQuery(history: History(ofItems: $0))).path.description
    }
    #expect(paths == ["popularity", "transitions of 1 event", "transitions of 5 events"])
  }
}
