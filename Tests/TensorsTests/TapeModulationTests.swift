import Tensors
import Testing

@Suite struct TapeModulationTests {
  @Test func values() {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 0)
    let x = tape.constant([1, 2, 3, 4], rows: 2, columns: 2)
    let offset = tape.constant([10, -1], rows: 1, columns: 2)
    let slope = tape.constant([2, 0.5], rows: 1, columns: 2)
    let out = tape.modulate(
      x, offset: offset, slope: slope, by: tape.constant([0, -4], rows: 2, columns: 1))
    #expect(Array(out.floats) == [10, -2, 6, -12])
  }

  /// More rows than one shard sums up, so that shares are added.
  @Test(arguments: Variants.all) func gradients(variant: KernelVariant) {
    for (rows, columns) in [(1, 1), (7, 33), (600, 3)] {
      GradientCheck(
        compute: Compute(variant),
        inputs: GradientCheck.inputs([(rows, columns), (1, columns), (1, columns)])
      ) { tape, x in
        tape.modulate(
          x[0], offset: x[1], slope: x[2],
          by: tape.constant((0..<rows).map { 0.7 - 0.1 * Float($0 % 13) }, rows: rows, columns: 1))
      }.run("modulate \(rows) x \(columns)")
    }
  }
}
