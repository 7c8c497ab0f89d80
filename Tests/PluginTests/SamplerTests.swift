import DebutEngine
import DebutTesting
import Samplers
import Testing

extension Sampler {
  /// The examples of these users, of items without titles.
  fileprivate func examples(
    from histories: Histories, using generator: inout SeededGenerator
  ) -> Examples {
    let tiny = Dataset.tiny(items: 60)
    return examples(
      from: TrainingSet(
        histories: histories, itemCount: 60, scale: tiny.scale, catalogue: tiny.catalogue),
      using: &generator)
  }
}

@Suite struct SamplerTests {
  private let histories = Dataset.tiny(users: 30, items: 60, ratings: 15...50).histories

  private func positions(_ examples: Examples, _ e: Int) -> [Int] {
    examples.positions[examples.starts[e]..<examples.starts[e + 1]].map(Int.init)
  }

  @Test(arguments: 0..<20) func randomDrawsSortedSequencesAndAnyTarget(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let examples = RandomSampler(options: .init()).examples(from: histories, using: &generator)
    let long = histories.indices.filter { histories[$0].count >= 20 }
    #expect(examples.users.map(Int.init) == long)
    #expect(examples.usersLeftOut == histories.count - long.count && examples.usersLeftOut > 0)
    var older = 0
    for e in 0..<examples.count {
      let drawn = positions(examples, e)
      #expect(drawn.count == 20 && Set(drawn).count == 20)
      #expect(Array(drawn.prefix(19)) == drawn.prefix(19).sorted())
      #expect(drawn.allSatisfy { $0 < histories[Int(examples.users[e])].count })
      #expect(examples.firstTargets[e] == 19)
      older += drawn[19] < drawn[18] ? 1 : 0
    }
    #expect(older > examples.count / 2)  // 19 in 20 expected
  }

  @Test func everyRatingIsDrawnAboutAsOften() {
    let one = Dataset.histories([(0..<6).map { ($0, 3) }]).histories
    var options = WindowOptions()
    options.length = 3
    var generator = SeededGenerator(seed: 5)
    var (targets, reads) = ([Int](repeating: 0, count: 6), [Int](repeating: 0, count: 6))
    for _ in 0..<6000 {
      let examples = RandomSampler(options: options).examples(from: one, using: &generator)
      let drawn = positions(examples, 0)
      targets[drawn[2]] += 1
      for position in drawn { reads[position] += 1 }
    }
    // 1,000 and 3,000 expected; standard deviations 29 and 39.
    #expect(targets.allSatisfy { abs($0 - 1000) < 150 })
    #expect(reads.allSatisfy { abs($0 - 3000) < 200 })
  }

  @Test(arguments: 0..<20) func consecutiveTakesNeighbours(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let examples = ConsecutiveSampler(options: .init()).examples(
      from: histories, using: &generator)
    #expect(examples.usersLeftOut == histories.count { $0.count < 20 })
    for e in 0..<examples.count {
      let taken = positions(examples, e)
      #expect(taken == Array(taken[0]..<taken[0] + 20))
      #expect(taken[19] < histories[Int(examples.users[e])].count)
    }
  }

  @Test func everyStretchIsTaken() {
    let one = Dataset.histories([(0..<5).map { ($0, 3) }]).histories
    var options = WindowOptions()
    options.length = 3
    var generator = SeededGenerator(seed: 1)
    let firsts = (0..<100).map { _ in
      positions(
        ConsecutiveSampler(options: options).examples(from: one, using: &generator), 0)[0]
    }
    #expect(Set(firsts) == [0, 1, 2])
  }

  @Test func everyPositionAndEveryRating() {
    let few = Dataset.histories([[(0, 3), (1, 4)], [], [(0, 5)]], items: 2).histories
    var generator = SeededGenerator(seed: 0)
    var once = EveryPositionSampler.Options()
    once.thinned = 0
    let whole = EveryPositionSampler(options: once).examples(from: few, using: &generator)
    #expect(whole.users == [0, 2] && whole.starts == [0, 2, 3] && whole.positions == [0, 1, 0])
    #expect(whole.firstTargets == [0, 0] && whole.usersLeftOut == 1)
    let single = EveryRatingSampler(options: .init()).examples(from: few, using: &generator)
    #expect(single.users == [0, 0, 2] && single.starts == [0, 1, 2, 3])
    #expect(single.positions == [0, 1, 0] && single.firstTargets == [0, 0, 0])
    #expect(single.usersLeftOut == 1)
  }

  /// Whole histories and, of nearly every user, about half of one in its order.
  @Test func thinnedCopiesStandBesideWholeHistories() {
    var generator = SeededGenerator(seed: 2)
    let examples = EveryPositionSampler(options: .init()).examples(
      from: histories, using: &generator)
    #expect(examples.count > histories.count)
    var (kept, all) = (0, 0)
    var seen: Set<Int32> = []
    for e in 0..<examples.count {
      let user = examples.users[e]
      let read = positions(examples, e)
      #expect(
        examples.firstTargets[e] == 0 && read == read.sorted() && Set(read).count == read.count)
      if seen.insert(user).inserted {
        #expect(read == Array(histories[Int(user)].indices))
      } else {
        kept += read.count
        all += histories[Int(user)].count
      }
    }
    // 30 users of 15 to 50 ratings: the share's standard deviation is below 0.02.
    #expect(seen.count == histories.count && abs(Double(kept) / Double(all) - 0.5) < 0.08)
  }

  @Test(arguments: ["random-20", "consecutive-20", "every-position", "every-rating"])
  func sameSeedSameExamples(name: String) throws {
    let sampler = try Registry.builtIns().sampler(name).make([])
    func draw(_ seed: UInt64) -> [Int32] {
      var generator = SeededGenerator(seed: seed)
      return sampler.examples(from: histories, using: &generator).positions
    }
    #expect(draw(4) == draw(4))
    #expect((draw(4) == draw(5)) == (name == "every-rating"))
  }
}
