import Tensors
import Testing

@Suite struct TapeDropoutTests {
  @Test(arguments: Variants.all) func dropsTheRateAndScalesTheRest(variant: KernelVariant) {
    let kept = dropped(variant, seed: 1)
    let zeros = kept.count { $0 == 0 }
    // Four standard deviations of a binomial share around 0.3.
    #expect(
      abs(Double(zeros) / Double(kept.count) - 0.3) < 4 * (0.21 / Double(kept.count)).squareRoot())
    #expect(kept.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
  }

  @Test(arguments: Variants.all) func dependsOnTheSeedAlone(variant: KernelVariant) {
    #expect(dropped(variant, seed: 1) == dropped(.scalar, seed: 1, threads: 3))
    #expect(dropped(variant, seed: 1) != dropped(variant, seed: 2))
  }

  @Test func twoDropoutsOfAStepDiffer() {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 4)
    let x = tape.constant(Array(repeating: 1, count: 100), rows: 10, columns: 10)
    let first = Array(tape.dropout(x, rate: 0.5).floats)
    #expect(first != Array(tape.dropout(x, rate: 0.5).floats))
    tape.reset(seed: 4)
    let again = tape.constant(Array(repeating: 1, count: 100), rows: 10, columns: 10)
    #expect(first == Array(tape.dropout(again, rate: 0.5).floats))
  }

  @Test func doesNothingInInference() {
    let tape = Tape(compute: Compute(.scalar))
    tape.isTraining = false
    tape.reset(seed: 0)
    let x = tape.constant([1, 2], rows: 1, columns: 2)
    #expect(Array(tape.dropout(x, rate: 0.9).floats) == [1, 2])
  }

  @Test(arguments: Variants.all) func gradients(variant: KernelVariant) {
    for shape in [(1, 3), (20, 33)] {
      let mask = Noise.unit(3, count: shape.0 * shape.1).map { $0 < 0.4 ? 0 : Float(1 / 0.6) }
      let inputs = GradientCheck.inputs([shape])
      GradientCheck(compute: Compute(variant), inputs: inputs) { tape, x in
        let given = tape.constant(mask, rows: shape.0, columns: shape.1)
        return tape.dropout(tape.dropout(x[0], rate: 0.25), mask: given)
      }.run("dropout \(shape)")
    }
  }

  private func dropped(_ variant: KernelVariant, seed: UInt64, threads: Int = 1) -> [Float] {
    let tape = Tape(compute: Compute(variant, threads: threads))
    tape.reset(seed: seed)
    let x = tape.constant(Array(repeating: 1, count: 40_000), rows: 400, columns: 100)
    return Array(tape.dropout(x, rate: 0.3).floats)
  }
}
