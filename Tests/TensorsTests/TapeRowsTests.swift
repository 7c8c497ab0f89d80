import Tensors
import Testing

@Suite struct TapeRowsTests {
  @Test func selectShiftAndGatherMoveRows() {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 0)
    let x = tape.constant([1, 2, 3, 4, 5, 6], rows: 3, columns: 2)
    #expect(Array(tape.select(x, rows: [2, -1, 0, 2]).floats) == [5, 6, 0, 0, 1, 2, 5, 6])
    #expect(Array(tape.shift(x, by: 1).floats) == [0, 0, 1, 2, 3, 4])
    let initial = tape.constant([7, 8, 9, 10], rows: 2, columns: 2)
    #expect(Array(tape.shift(x, by: 2, initial: initial).floats) == [7, 8, 9, 10, 1, 2])
    let table = Parameter("t", rows: 3, columns: 2, isTable: true)
    for i in 0..<6 { table.value.base[i] = Float(i) }
    #expect(Array(tape.gather(table, [1, 1, 0]).floats) == [2, 3, 2, 3, 0, 1])
  }

  @Test(arguments: Variants.all) func gradients(variant: KernelVariant) {
    for (rows, columns) in [(1, 1), (3, 2), (7, 33)] {
      let shapes = GradientCheck.inputs([(rows, columns), (1, columns)])
      GradientCheck(compute: Compute(variant), inputs: shapes) { tape, x in
        let picked = (0..<3 * rows).map { Int32($0 * 5 % (rows + 1)) - 1 }
        return tape.select(tape.shift(x[0], by: 1, initial: x[1]), rows: picked)
      }.run("select and shift \(rows) x \(columns)")
      let table = Parameter("table", rows: rows + 2, columns: columns, isTable: true)
      Noise.fill(table, 3, 1)
      GradientCheck(compute: Compute(variant), parameters: [table]) { tape, _ in
        tape.gather(table, (0..<4 * rows).map { Int32($0 * 3 % (rows + 1)) })
      }.run("gather \(rows) x \(columns)")
      #expect(Set(table.touchedRows) == Set((0..<4 * rows).map { Int32($0 * 3 % (rows + 1)) }))
    }
  }

  /// Long enough to be shared out: every repeated row receives all of its contributions.
  @Test(arguments: Variants.all) func longScatter(variant: KernelVariant) {
    let table = Parameter("table", rows: 50, columns: 20, isTable: true)
    let indices = (0..<5000).map { Int32($0 * 7 % 49) }
    let tape = Tape(compute: Compute(variant, threads: 2))
    tape.reset(seed: 0)
    tape.backward(tape.sum(tape.gather(table, indices)))
    for row in 0..<50 {
      let expected = Float(indices.count { $0 == row })
      #expect((0..<20).allSatisfy { table.gradient.base[row * 20 + $0] == expected })
    }
  }
}
