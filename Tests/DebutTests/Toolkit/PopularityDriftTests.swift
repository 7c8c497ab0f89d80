import DebutEngine
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct PopularityDriftTests {
  /// Events one a second, those of each user together; the item of each by its place in time.
  private func data(
    _ events: Int, items: Int, hasTimes: Bool = true, kept: Int? = nil, item: (Int) -> Int
  ) -> TrainingSet {
    let length = 20
    let ranges = (0..<events / length).map { $0 * length..<($0 + 1) * length }
    let histories = Histories(
      columns: .init(
        items: (0..<events).map { Int32(item($0)) },
        ratings: [Float](repeating: 1, count: events),
        timestamps: hasTimes ? (0..<events).map(Int64.init) : []),
      users: Vocabulary(ranges.indices.map { Vocabulary.Key($0 + 1) }), ranges: ranges)
    return TrainingSet(
      histories: kept.map { histories.selecting(Array(0..<$0)) } ?? histories, itemCount: items,
      feedback: .implicit,
      catalogue: Catalogue(
        rated: (0..<items).map { Item(id: Vocabulary.Key($0), title: "\($0)") }))
  }

  /// Draws each of 50 items as often as any other, at any time.
  private func steady() -> (Int) -> Int {
    var generator = SeededGenerator(seed: 3)
    let drawn = (0..<20_000).map { _ in generator.below(50) }
    return { drawn[$0] }
  }

  @Test func chanceIsNoDrift() throws {
    let lifts = try #require(
      PopularityDrift.logLifts(of: data(20_000, items: 50, item: steady())))
    // The last thousand events have 20 of each item, give or take 4.5: by itself, a fifth.
    #expect(lifts.count == 50 && lifts.allSatisfy { abs($0) < 0.05 })
  }

  /// One half of the items comes before the last twentieth, the other in it.
  @Test func whatComesNowIsLifted() throws {
    let lifts = try #require(
      PopularityDrift.logLifts(
        of: data(20_000, items: 50) { $0 % 25 + ($0 < 19_000 ? 0 : 25) }))
    // 1,000 / 25 of 1,000, and of 20,000; all but the prior's weight.
    let most = log(Float(20))
    for lift in lifts[25...] { #expect((0.9 * most...most).contains(lift)) }
    for lift in lifts[..<25] { #expect(lift < -1) }
  }

  /// The weight of the prior is the likeliest, and the share is the mean under it.
  @Test func sharesAreThoseOfTheLikeliestPrior() throws {
    let steady = steady()
    let item = { (place: Int) in place % 3 == 0 && place > 19_000 ? 7 : steady(place) }
    let training = data(20_000, items: 50, item: item)
    let lifts = try #require(PopularityDrift.logLifts(of: training))
    var (before, after) = ([Double](repeating: 0, count: 50), [Double](repeating: 0, count: 50))
    for place in 0..<20_000 {
      if place < 19_000 { before[item(place)] += 1 } else { after[item(place)] += 1 }
    }
    func logLikelihood(_ weight: Double) -> Double {
      (0..<50).reduce(lgamma(weight).0 - lgamma(weight + 1000).0) { sum, item in
        let prior = weight * (before[item] + 1) / 19_050
        return sum + lgamma(prior + after[item]).0 - lgamma(prior).0
      }
    }
    let weights = stride(from: 0, through: 15, by: 0.01).map { exp($0) }
    let weight = try #require(weights.max { logLikelihood($0) < logLikelihood($1) })
    #expect((2...1000).contains(weight))
    for item in 0..<50 {
      let all = (before[item] + after[item] + 1) / 20_050
      let recent = (after[item] + weight * all) / (1000 + weight)
      #expect(abs(lifts[item] - Float(log(recent / all))) < 0.02)
    }
  }

  @Test func withoutTimesNothingIsLast() {
    #expect(
      PopularityDrift.logLifts(of: data(20_000, items: 50, hasTimes: false, item: steady())) == nil)
  }

  @Test func fewEventsSayNothing() {
    #expect(PopularityDrift.logLifts(of: data(1980, items: 50, item: steady())) == nil)
    #expect(PopularityDrift.logLifts(of: data(2000, items: 50, item: steady())) != nil)
    #expect(PopularityDrift.logLifts(of: data(0, items: 1, item: steady())) == nil)
  }

  /// Held-out events lie in the same columns.
  @Test func heldOutEventsHaveNoPart() throws {
    let steady = steady()
    let whole = data(20_000, items: 50) { $0 < 10_000 ? steady($0) : 49 }
    let kept = data(20_000, items: 50, kept: 500) { $0 < 10_000 ? steady($0) : 49 }
    let first = data(10_000, items: 50, item: steady)
    #expect(PopularityDrift.logLifts(of: kept) == PopularityDrift.logLifts(of: first))
    #expect(PopularityDrift.logLifts(of: kept) != PopularityDrift.logLifts(of: whole))
  }
}
