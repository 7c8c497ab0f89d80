import Tensors
import Testing

/// Shapes from one element to more than one shard.
private let shapes = [(1, 1), (3, 5), (16, 17), (9, 33), (200, 101)]

@Suite struct TapeArithmeticTests {
  @Test func values() {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 0)
    let x = tape.constant([1, 2, 3, 4], rows: 2, columns: 2)
    let y = tape.constant([5, 7, 11, 13], rows: 2, columns: 2)
    #expect(Array(tape.add(x, y).floats) == [6, 9, 14, 17])
    #expect(Array(tape.subtract(x, y).floats) == [-4, -5, -8, -9])
    #expect(Array(tape.multiply(x, y).floats) == [5, 14, 33, 52])
    #expect(Array(tape.scale(x, by: -2).floats) == [-2, -4, -6, -8])
    #expect(Array(tape.rowDots(x, y).floats) == [19, 85])
    #expect(tape.scalar(tape.sum(y)) == 36)
    let row = tape.constant([10, 20], rows: 1, columns: 2)
    #expect(Array(tape.addRow(x, row).floats) == [11, 22, 13, 24])
  }

  @Test(arguments: Variants.all, shapes) func gradients(variant: KernelVariant, shape: (Int, Int)) {
    let compute = Compute(variant, threads: 2)
    let pair = GradientCheck.inputs([shape, shape])
    let label = "\(shape.0) x \(shape.1)"
    GradientCheck(compute: compute, inputs: pair) { tape, x in
      tape.subtract(tape.add(x[0], x[1]), tape.scale(tape.add(x[1], x[1]), by: 0.75))
    }.run("add, subtract, scale \(label)")
    GradientCheck(compute: compute, inputs: pair) { tape, x in
      tape.multiply(tape.multiply(x[0], x[1]), x[0])
    }.run("multiply \(label)")
    GradientCheck(compute: compute, inputs: pair) { tape, x in
      tape.rowDots(x[0], tape.add(x[0], x[1]))
    }.run("rowDots \(label)")
    GradientCheck(compute: compute, inputs: GradientCheck.inputs([shape, (1, shape.1)])) {
      $0.addRow($1[0], $1[1])
    }.run("addRow \(label)")
    // A single-precision sum of many numbers is too coarse for differences.
    guard shape.0 * shape.1 < 1000 else { return }
    GradientCheck(compute: compute, inputs: GradientCheck.inputs([shape])) { tape, x in
      tape.sum(tape.multiply(x[0], x[0]))
    }.run("sum \(label)")
  }
}
