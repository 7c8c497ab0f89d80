import Testing

@testable import Ratings

@Suite("The generated data")
struct DemoTests {
  static let demo = Dataset.demo()

  @Test("Counts, ids and scale")
  func counts() {
    let data = Self.demo
    #expect(data.name == "demo")
    #expect(data.isGenerated)
    #expect(data.histories.ratingCount == 60_000)
    #expect(data.histories.users.numbers == (1...600).map(Int64.init))
    #expect(data.catalogue.items.map(\.id.number) == (1...1500).map(Int64.init))
    #expect(data.catalogue.ratedCount == 1500)
    #expect(data.scale == RatingScale(0.5, 5))
    #expect(data.duplicates == 0)
    #expect(
      data.histories.columns.ratings.allSatisfy {
        (1...10).contains($0 * 2) && ($0 * 2).rounded() == $0 * 2
      })
    #expect(Set(data.histories.columns.ratings).count == 10)
    #expect(data.histories.allSatisfy { $0.count >= 20 })
    #expect(
      data.histories.allSatisfy { zip($0.timestamps, $0.timestamps.dropFirst()).allSatisfy(<) })
  }

  @Test("The same seed gives the same data, another seed other data")
  func seeds() {
    #expect(Dataset.demo(seed: 1).fingerprint == Self.demo.fingerprint)
    #expect(Dataset.demo(seed: 1).catalogue.items == Self.demo.catalogue.items)
    #expect(Dataset.demo(seed: 2).fingerprint != Self.demo.fingerprint)
    for seed in [0, 2, 99, UInt64.max] {
      let data = Dataset.demo(seed: seed)
      #expect(data.histories.ratingCount == 60_000)
      #expect(data.catalogue.ratedCount == 1500)
      #expect(data.histories.map(\.count).min() ?? 0 >= 20)
    }
  }

  @Test("Popularity and activity have long tails")
  func longTails() {
    let histories = Self.demo.histories
    var popularity = [Int](repeating: 0, count: 1500)
    for item in histories.columns.items { popularity[Int(item)] += 1 }
    let items = popularity.sorted(by: >)
    #expect(items.prefix(150).reduce(0, +) > 60_000 * 4 / 10)
    #expect(items[0] > 8 * items[750])
    #expect(items[1499] < 10)
    let users = histories.map(\.count).sorted(by: >)
    #expect(users.prefix(60).reduce(0, +) > 60_000 * 25 / 100)
    #expect(users[0] > 6 * users[300])
  }

  @Test("Titles are unique, with years and genres")
  func titles() {
    let items = Self.demo.catalogue.items
    #expect(Set(items.map(\.title)).count == 1500)
    #expect(items.allSatisfy { (1948...2013).contains($0.year ?? 0) })
    #expect(items.allSatisfy { (1...3).contains($0.genres.count) })
    #expect(items.contains { $0.title.contains(",") })
  }

  /// Root mean squared error for fresh users of fold 0, of item means plus what the user's earlier
  /// ratings say, shrunk by 3; `weight` is how much an earlier rating counts for a later one.
  private func error(weight: (_ age: Int, _ earlier: Item, _ target: Item) -> Float) throws -> Float
  {
    let data = Self.demo
    let part = try Split.freshUsers(folds: [0]).partitions(of: data)[0]
    let mean =
      part.training.reduce(0) { $0 + $1.ratings.reduce(0, +) } / Float(part.training.ratingCount)
    var sums = [Float](repeating: 0, count: 1500)
    var counts = sums
    for history in part.training {
      for seen in history {
        sums[seen.item] += seen.rating - mean
        counts[seen.item] += 1
      }
    }
    let offset = zip(sums, counts).map { $0 / ($1 + 3) }
    var squares: Float = 0
    for history in part.heldOut {
      let left = history.map { $0.rating - mean - offset[$0.item] }
      let items = history.map { data.catalogue[$0.item] }
      for target in history.indices {
        var (sum, total): (Float, Float) = (0, 3)
        for place in max(0, target - 60)..<target {
          let share = weight(target - place - 1, items[place], items[target])
          sum += share * left[place]
          total += share
        }
        squares += (left[target] - sum / total) * (left[target] - sum / total)
      }
    }
    return (squares / Float(part.heldOut.ratingCount)).squareRoot()
  }

  @Test("A rating helps, a recent one helps more, one of the same genre more still")
  func structure() throws {
    func decay(_ age: Int) -> Float { (0..<age).reduce(1) { share, _ in share * 0.9 } }
    let decays = (0...60).map(decay)
    let items = try error { _, _, _ in 0 }
    let flat = try error { _, _, _ in 1 }
    let recent = try error { age, _, _ in decays[age] }
    let alike = try error { age, earlier, target in
      decays[age] * (Set(earlier.genres).isDisjoint(with: target.genres) ? 1 : 3)
    }
    #expect(flat < items - 0.05)
    #expect(recent < flat - 0.02)
    #expect(alike < recent - 0.01)
  }
}
