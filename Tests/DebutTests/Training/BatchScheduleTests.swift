import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct BatchScheduleTests {
  private func examples(_ lengths: [Int]) -> Examples {
    var examples = Examples()
    for (user, length) in lengths.enumerated() {
      examples.append(user: user, positions: 0..<length, firstTarget: 0)
    }
    return examples
  }

  @Test func lastBatchOfOneJoinsTheOneBefore() {
    #expect(BatchSchedule.cut(9, rows: 4) == [0..<4, 4..<9])
    #expect(BatchSchedule.cut(10, rows: 4) == [0..<4, 4..<8, 8..<10])
    #expect(BatchSchedule.cut(1, rows: 4) == [0..<1])
    #expect(BatchSchedule.cut(3, rows: 1) == [0..<1, 1..<2, 2..<3])
    #expect(BatchSchedule.cut(0, rows: 4) == [])
  }

  @Test(arguments: [true, false]) func everyExampleOnceLongestFirst(similarLengths: Bool) {
    let lengths = (0..<103).map { 1 + $0 * 37 % 50 }
    let examples = examples(lengths)
    var generator = SeededGenerator(seed: 3)
    let plan = BatchSchedule(
      examples, rows: 6, similarLengths: similarLengths, using: &generator
    ) {}
    #expect(plan.order.sorted() == (0..<103).map { Int32($0) })
    #expect(plan.batches.map(\.count).reduce(0, +) == 103)
    for batch in plan.batches {
      let rows = plan.order[batch].map { lengths[Int($0)] }
      #expect(rows == rows.sorted(by: >))
    }
  }

  @Test func batchesHoldSimilarLengths() {
    let examples = examples((0..<400).map { 1 + $0 * 61 % 400 })
    func padding(_ similarLengths: Bool) -> Int {
      var generator = SeededGenerator(seed: 3)
      let plan = BatchSchedule(
        examples, rows: 8, similarLengths: similarLengths, using: &generator
      ) {}
      return plan.batches.map { batch in
        let lengths = plan.order[batch].map { examples.length(Int($0)) }
        return lengths.map { lengths[0] - $0 }.reduce(0, +)
      }.reduce(0, +)
    }
    #expect(padding(true) * 3 < padding(false))
  }

  /// The sorting of many examples can be stopped anywhere.
  @Test(arguments: [1, 2, 5]) func aScheduleOfManyExamplesCanBeStopped(limit: Int) {
    let examples = examples((0..<60_000).map { 1 + $0 * 37 % 50 })
    var generator = SeededGenerator(seed: 3)
    var questions = 0
    #expect(throws: EngineError.interrupted) {
      try BatchSchedule(examples, rows: 6, similarLengths: true, using: &generator) {
        questions += 1
        if questions >= limit { throw EngineError.interrupted }
      }
    }
    #expect(questions == limit)
  }

  @Test func anotherSeedGivesAnotherOrder() {
    let examples = examples([Int](repeating: 3, count: 50))
    let orders = [UInt64(0), 1].map { seed in
      var generator = SeededGenerator(seed: seed)
      return BatchSchedule(examples, rows: 5, similarLengths: true, using: &generator) {}
    }
    #expect(orders[0].order != orders[1].order)
    #expect(orders[0].order != orders[0].order.sorted())
  }
}
