import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct SequenceBatchTests {
  private let dataset = Dataset.histories([
    [(0, 1), (1, 2), (2, 3)], [(3, 4), (0, 5)], [(1, 1), (2, 2), (3, 3), (0, 4), (4, 5)],
  ])

  private func examples() -> Examples {
    var examples = Examples()
    examples.append(user: 0, positions: [0, 1, 2], firstTarget: 0)
    examples.append(user: 1, positions: [1], firstTarget: 0)
    examples.append(user: 2, positions: [4, 0, 1, 2, 3], firstTarget: 4)
    return examples
  }

  @Test func timeMajorWithPadding() {
    let batch = SequenceBatch(examples(), [2, 0, 1], steps: 0..<5, of: dataset.histories)
    #expect(batch.rows == 3 && batch.steps == 5)
    #expect(batch.lengths == [5, 3, 1])
    #expect(batch.users == [2, 0, 1])
    #expect(batch.items == [4, 0, 0, 1, 1, 0, 2, 2, 0, 3, 0, 0, 0, 0, 0])
    #expect(batch.ratings == [5, 1, 5, 1, 2, 0, 2, 3, 0, 3, 0, 0, 4, 0, 0])
    #expect(batch.targets == [0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0])
    #expect(batch.positions == [4, 0, 1, 0, 1, 0, 1, 2, 0, 2, 0, 0, 3, 0, 0])
    #expect(batch.targetCount == 5)
    #expect(batch.firstStep == 0 && !batch.continues)
  }

  @Test func rowsThatHaveEndedDropOutOfLaterPieces() {
    let pieces = [0..<2, 2..<4, 4..<6].map {
      SequenceBatch(examples(), [2, 0, 1], steps: $0, of: dataset.histories)
    }
    #expect(pieces.map(\.rows) == [3, 2, 1])
    #expect(pieces.map(\.steps) == [2, 2, 1])
    #expect(pieces.map(\.firstStep) == [0, 2, 4])
    #expect(pieces.map(\.continues) == [true, true, false])
    #expect(pieces[1].lengths == [2, 1])
    #expect(pieces[1].items == [2, 2, 3, 0])
    #expect(pieces[2].targets == [1])
    #expect(pieces[0].targetCount == 3)
  }

  @Test func everyRatingIsInOnePieceOnce() {
    let dataset = Dataset.tiny(users: 23)
    var generator = SeededGenerator(seed: 5)
    let examples = EverySampler(options: NoOptions())
      .examples(from: dataset.trainingSet, using: &generator)
    let pieces = BatchSchedule(
      examples, rows: 4, chunk: 5, similarLengths: true, using: &generator
    ) {}
    var seen = Set<[Int32]>()
    for step in 0..<pieces.count {
      let batch = pieces.batch(step, examples, of: dataset.histories)
      for row in 0..<batch.rows {
        for t in 0..<Int(batch.lengths[row]) {
          let entry = t * batch.rows + row
          seen.insert([batch.users[row], batch.positions[entry]])
          let rating = dataset.histories[Int(batch.users[row])][Int(batch.positions[entry])]
          #expect(batch.ratings[entry] == rating.rating && Int(batch.items[entry]) == rating.item)
        }
      }
    }
    #expect(seen.count == dataset.histories.ratingCount)
  }
}
