import CAllocationCount
import DebutEngine
import DebutTesting
import Testing

@testable import GRUSequence

/// The heap memory that a training step of `gru-sequence` takes once its buffers are there.
/// (Unoptimised code keeps more there than the program that people run.)
@Suite(
  .enabled(
    if: allocation_count_works() && isOptimised,
    "allocations are counted in optimised builds, with the GNU C library only"))
struct SequenceAllocationTests {
  /// Allocations of one step, whatever its size.
  private static let bound = 400

  private func stepAllocations(rows: Int, length: Int) throws -> Int {
    let data = Dataset.tiny(users: 80, items: 100, ratings: length...length)
    let model = GRUSequenceModel(options: .init())
    let run = TrainingContext(seed: 1, compute: try .testing(threads: 1))
    var generator = SeededGenerator(seed: 1)
    try model.prepare(data.trainingSet, run, using: &generator)
    let adam = Adam(model.parameters.filter(\.isTrained), model.optimiser, compute: run.compute)
    let tape = Tape(compute: run.compute)
    let batch = SequenceBatch.of(data.histories, users: 0..<rows, length: length)
    var count = 0
    for step in 0..<4 {
      let before = allocation_count()
      tape.reset(seed: UInt64(step))
      tape.backward(model.loss(batch, on: tape))
      adam.step()
      adam.zeroGradients()
      count = Int(allocation_count() - before)
    }
    return count
  }

  /// A piece or two for every sequence, for reading it, and nothing for its length.
  @Test(arguments: [(2, 5), (24, 5), (24, 96), (64, 40)]) func aStepTakesAFewPiecesOfAnySize(
    rows: Int, length: Int
  ) throws {
    let count = try stepAllocations(rows: rows, length: length)
    #expect(count <= Self.bound)
    let smallest = try stepAllocations(rows: 2, length: 2)
    #expect(count - smallest <= 12 + 2 * rows, "\(count), \(smallest)")
  }
}
