import Tensors
import Testing

@Suite struct TapeLinearTests {
  /// Rows, inputs, outputs: flat and long products, one output, whole and broken blocks.
  static let shapes = [
    (1, 1, 1), (5, 3, 1), (16, 201, 70), (48, 9, 130), (49, 20, 33), (130, 64, 40), (300, 40, 1),
    (1100, 17, 9),
  ]

  @Test(arguments: Variants.all, shapes)
  func gradients(variant: KernelVariant, shape: (Int, Int, Int)) {
    let (rows, inputs, outputs) = shape
    for hasBias in [true, false] {
      let layer = makeLayer(inputs, outputs, hasBias)
      let check = GradientCheck(
        compute: Compute(variant, threads: 2), inputs: GradientCheck.inputs([(rows, inputs)]),
        parameters: layer.parameters, samples: 5
      ) { tape, x in
        // Used twice, so that the second use adds to what the first has left.
        tape.add(tape.linear(x[0], layer), tape.scale(tape.linear(x[0], layer), by: 0.5))
      }
      check.run("linear \(shape), bias: \(hasBias)")
    }
  }

  @Test(arguments: Variants.all, shapes)
  func valuesAgreeWithDoubleAndWithInference(variant: KernelVariant, shape: (Int, Int, Int)) {
    let (rows, inputs, outputs) = shape
    let compute = Compute(variant, threads: 2)
    let layer = makeLayer(inputs, outputs, true)
    let tape = Tape(compute: compute)
    tape.reset(seed: 0)
    let values = Noise.spread(7, 1, count: rows * inputs)
    let x = tape.constant(values, rows: rows, columns: inputs)
    var expected: [Float] = []
    for r in 0..<rows {
      for o in 0..<outputs {
        let products = (0..<inputs).reduce(0.0) {
          $0 + Double(values[r * inputs + $1]) * Double(layer.weight.value.base[o * inputs + $1])
        }
        expected.append(Float(products + Double(layer.bias?.value.base[o] ?? 0)))
      }
    }
    #expect(relativeError(tape.linear(x, layer).floats, expected) < 1e-5)
    let out = FloatBuffer(count: rows * outputs)
    layer.apply(x.value, rows: rows, into: out.base, kernels: compute.kernels)
    #expect(relativeError(out.floats, expected) < 1e-5)
    let scratch = FloatBuffer(count: compute.kernels.gemmScratch(rows, outputs, inputs))
    layer.apply(
      x.value, rows: rows, into: out.base, scratch: scratch.base, kernels: compute.kernels)
    #expect(relativeError(out.floats, expected) < 1e-5)
    PackedLinear(layer, kernels: compute.kernels).apply(x.value, rows: rows, into: out.base)
    #expect(relativeError(out.floats, expected) < 1e-5)
  }

  private func makeLayer(_ inputs: Int, _ outputs: Int, _ hasBias: Bool) -> Linear {
    var generator = SplitMix(seed: 4)
    return Linear("l", inputs: inputs, outputs: outputs, bias: hasBias, using: &generator)
  }
}
