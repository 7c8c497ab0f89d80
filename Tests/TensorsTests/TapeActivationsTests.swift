import Tensors
import Testing

@Suite struct TapeActivationsTests {
  @Test(arguments: Variants.all, [(1, 1), (3, 5), (4, 33), (180, 101)])
  func gradients(variant: KernelVariant, shape: (Int, Int)) {
    let compute = Compute(variant, threads: 2)
    let label = "\(shape.0) x \(shape.1)"
    let inputs = GradientCheck.inputs([shape], scale: 3)
    GradientCheck(compute: compute, inputs: inputs) { $0.sigmoid($1[0]) }.run("sigmoid \(label)")
    GradientCheck(compute: compute, inputs: inputs) { $0.tanh($1[0]) }.run("tanh \(label)")
    // Differences across the kink say nothing: stay away from it.
    let clear = inputs.map { input in
      (input.rows, input.columns, input.values.map { abs($0) < 0.25 ? $0 + 0.5 : $0 })
    }
    GradientCheck(compute: compute, inputs: clear) { $0.relu($1[0]) }.run("relu \(label)")
  }

  @Test(arguments: Variants.all) func values(variant: KernelVariant) {
    let tape = Tape(compute: Compute(variant))
    tape.reset(seed: 0)
    let x = tape.constant([-2, 0, 1.5], rows: 1, columns: 3)
    #expect(Array(tape.relu(x).floats) == [0, 0, 1.5])
    #expect(relativeError(tape.sigmoid(x).floats, [0.119_202_92, 0.5, 0.817_574_5]) < 1e-6)
    #expect(relativeError(tape.tanh(x).floats, [-0.964_027_6, 0, 0.905_148_3]) < 1e-6)
  }
}
