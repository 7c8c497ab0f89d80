import Tensors
import Testing

@Suite struct TapeColumnsTests {
  @Test func columnsSideBySideAndApart() {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 0)
    let x = tape.constant([1, 2, 3, 4], rows: 2, columns: 2)
    let y = tape.constant([5, 6], rows: 2, columns: 1)
    let both = tape.concatenate([x, y])
    #expect(Array(both.floats) == [1, 2, 5, 3, 4, 6])
    #expect(Array(tape.slice(both, columns: 1..<3).floats) == [2, 5, 4, 6])
  }

  @Test(arguments: Variants.all) func gradients(variant: KernelVariant) {
    for (rows, columns) in [(1, 1), (5, 3), (17, 100)] {
      let shapes = GradientCheck.inputs([(rows, columns), (rows, 1), (rows, 2 * columns)])
      GradientCheck(compute: Compute(variant), inputs: shapes) { tape, x in
        let all = tape.concatenate([x[0], x[1], x[2], x[0]])
        let part = tape.slice(all, columns: columns..<2 * columns + 1)
        return tape.concatenate([tape.multiply(part, part), tape.slice(x[2], columns: 0..<1), all])
      }.run("concatenate \(rows) x \(columns)")
    }
  }
}
