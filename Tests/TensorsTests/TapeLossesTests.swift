import Tensors
import Testing

@Suite struct TapeLossesTests {
  private let tape = Tape(compute: Compute(.scalar))

  @Test func weightsCountAndPaddingDoesNot() {
    tape.reset(seed: 0)
    let p = tape.constant([1, 2, 3], rows: 3, columns: 1)
    #expect(abs(tape.scalar(tape.meanSquaredError(p, targets: [0, 4, 3])) - 5.0 / 3.0) < 1e-6)
    let weighted = tape.meanSquaredError(p, targets: [0, 4, 100], weights: [1, 3, 0])
    #expect(tape.scalar(weighted) == 3.25)
  }

  @Test func noWeightMeansNoLoss() {
    tape.reset(seed: 0)
    let p = tape.leaf([1, 2], rows: 2, columns: 1)
    let loss = tape.meanSquaredError(p, targets: [0, 0], weights: [0, 0])
    tape.backward(loss)
    #expect(tape.scalar(loss) == 0)
    #expect(tape.gradient(of: p).map { [$0[0], $0[1]] } == [0, 0])
  }

  @Test(arguments: Variants.all) func gradients(variant: KernelVariant) {
    for rows in [1, 16, 33, 1000] {
      let targets = Noise.spread(1, 2, count: rows)
      let weights = Noise.unit(2, count: rows)
      let inputs = GradientCheck.inputs([(rows, 1)], scale: 2)
      GradientCheck(compute: Compute(variant), inputs: inputs) {
        $0.meanSquaredError($1[0], targets: targets)
      }.run("mean squared error of \(rows)")
      GradientCheck(compute: Compute(variant), inputs: inputs) {
        $0.meanSquaredError($1[0], targets: targets, weights: weights)
      }.run("weighted mean squared error of \(rows)")
    }
  }
}
