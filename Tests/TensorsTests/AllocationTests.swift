import CAllocationCount
import Tensors
import Testing

/// The heap memory that a training step takes once its buffers are there: closures and small arrays of
/// the tape's operations. Their number depends on the network and on nothing else.
@Suite(
  .enabled(if: allocation_count_works(), "allocations are counted with the GNU C library only"))
struct AllocationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var batch: Int
    var steps: Int
    var threads: Int
    var testDescription: String { "batch \(batch), \(steps) steps, \(threads) threads" }
  }

  /// Allocations of one step of mLinkNet, whatever its size.
  static let bound = 80

  static let cases = [
    Case(batch: 2, steps: 1, threads: 1), Case(batch: 16, steps: 19, threads: 1),
    Case(batch: 64, steps: 19, threads: 1), Case(batch: 16, steps: 76, threads: 1),
    Case(batch: 256, steps: 19, threads: 1), Case(batch: 16, steps: 19, threads: 2),
    Case(batch: 256, steps: 19, threads: 2), Case(batch: 256, steps: 19, threads: 4),
  ]

  @Test func theCounterCounts() {
    let before = allocation_count()
    let buffers = (0..<10).map { FloatBuffer(count: $0) }
    #expect(allocation_count() - before >= 20)
    #expect(buffers.count == 10)
  }

  /// One thread does everything, so that its count is complete; with several, that of the caller shows
  /// what sharing out costs.
  @Test(arguments: cases, [false, true])
  func aStepTakesAFewPiecesOfAnySize(test: Case, sparse: Bool) {
    let counts = stepAllocations(test, sparse: sparse)
    #expect(counts.max() ?? 0 <= AllocationTests.bound, "\(counts)")
    // A batch of many rows also packs the weights of the dense layer.
    let smallest = stepAllocations(AllocationTests.cases[0], sparse: sparse)
    #expect(abs((counts.last ?? 0) - (smallest.last ?? 0)) <= 8, "\(counts), \(smallest)")
  }

  @Test func parallelLoopsTakeNothing() {
    let compute = Compute(.scalar, threads: 3)
    let counts = FloatBuffer(count: 1000)
    let before = allocation_count()
    for _ in 0..<100 {
      compute.forBlocks(of: 7, in: 1000) { start, count in
        for i in start..<start + count { counts.base[i] += 1 }
      }
    }
    #expect(allocation_count() == before)
    #expect(counts.floats.allSatisfy { $0 == 100 })
  }

  /// Allocations in each of a few steps after the first two.
  private func stepAllocations(_ test: Case, sparse: Bool) -> [Int] {
    let model = MissingLinkNet(items: 500)
    let compute = Compute(Variants.all[Variants.all.count - 1], threads: test.threads)
    let tape = Tape(compute: compute)
    let adam = Adam(model.parameters, AdamOptions(sparseTables: sparse), compute: compute)
    let batch = MissingLinkNet.Batch(items: 500, steps: test.steps, batch: test.batch)
    var counts: [Int] = []
    for step in 0..<5 {
      let before = allocation_count()
      tape.reset(seed: UInt64(step))
      let loss = tape.meanSquaredError(model.predictions(batch, on: tape), targets: batch.truth)
      tape.backward(loss)
      adam.step()
      adam.zeroGradients()
      if step >= 2 { counts.append(allocation_count() - before) }
    }
    return counts
  }
}
