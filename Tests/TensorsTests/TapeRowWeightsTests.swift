import Tensors
import Testing

@Suite struct TapeRowWeightsTests {
  @Test func values() {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 0)
    let x = tape.constant([1, 2, 3, 4], rows: 2, columns: 2)
    let row = tape.constant([10, -1], rows: 1, columns: 2)
    #expect(Array(tape.multiplyRow(x, row).floats) == [10, -2, 30, -4])
    #expect(Array(tape.scaleRows(x, by: [3, -1]).floats) == [3, 6, -3, -4])
    #expect(tape.scalar(tape.weightedSquares(x, weights: [2, 0.5])) == 2 * 5 + 0.5 * 25)
  }

  @Test(arguments: Variants.all) func gradients(variant: KernelVariant) {
    for (rows, columns) in [(1, 1), (3, 2), (7, 33)] {
      let shapes = GradientCheck.inputs([(rows, columns), (1, columns)])
      GradientCheck(compute: Compute(variant), inputs: shapes) { tape, x in
        tape.multiplyRow(x[0], x[1])
      }.run("multiplyRow \(rows) x \(columns)")
      GradientCheck(compute: Compute(variant), inputs: shapes) { tape, x in
        tape.weightedSquares(x[0], weights: (0..<rows).map { 0.3 + Float($0 % 2) })
      }.run("weightedSquares \(rows) x \(columns)")
      GradientCheck(compute: Compute(variant), inputs: shapes) { tape, x in
        tape.scaleRows(x[0], by: (0..<rows).map { 0.7 - Float($0 % 3) })
      }.run("scaleRows \(rows) x \(columns)")
    }
  }
}
