import Tensors
import Testing

@Suite struct TapeBatchNormTests {
  @Test(arguments: Variants.all) func agreesWithPyTorch(variant: KernelVariant) throws {
    let golden = try Golden("batch_norm")
    let (rows, columns) = (13, 37)
    let layer = BatchNorm("norm", columns: columns)
    Noise.fill(layer.weight, 1, 2)
    Noise.fill(layer.bias, 2, 1)
    let tape = Tape(compute: Compute(variant))
    for batch in 0..<3 {
      tape.isTraining = batch < 2
      tape.reset(seed: 0)
      for parameter in layer.parameters { parameter.zeroGradient() }
      let offsets = Noise.spread(20 + batch, 2, count: columns)
      var values = Noise.spread(10 + batch, 3, count: rows * columns)
      for i in values.indices { values[i] += offsets[i % columns] }
      let x = tape.leaf(values, rows: rows, columns: columns)
      let y = tape.batchNorm(x, layer)
      tape.backward(y, gradient: Noise.spread(30 + batch, 1, count: rows * columns))
      let dx = tape.gradient(of: x).map { UnsafeBufferPointer(start: $0, count: x.count) }
      #expect(relativeError(y.floats, golden["y\(batch)"]) < 1e-5)
      #expect(relativeError(dx.map(Array.init) ?? [], golden["dx\(batch)"]) < 1e-4)
      #expect(relativeError(layer.weight.gradient.floats, golden["dweight\(batch)"]) < 1e-5)
      #expect(relativeError(layer.bias.gradient.floats, golden["dbias\(batch)"]) < 1e-5)
      #expect(relativeError(layer.runningMean.value.floats, golden["running_mean\(batch)"]) < 1e-5)
      #expect(
        relativeError(layer.runningVariance.value.floats, golden["running_var\(batch)"]) < 1e-5)
      if batch == 2 {
        let out = FloatBuffer(count: x.count)
        layer.apply(x.value, rows: rows, into: out.base, kernels: tape.compute.kernels)
        #expect(Array(out.floats) == Array(y.floats))
      }
    }
  }

  @Test(arguments: Variants.all, [(2, 1), (5, 33), (16, 256), (300, 70)])
  func gradients(variant: KernelVariant, shape: (Int, Int)) {
    for isTraining in [true, false] {
      let layer = BatchNorm("norm", columns: shape.1)
      Noise.fill(layer.weight, 1, 2)
      Noise.fill(layer.bias, 2, 1)
      for c in 0..<shape.1 {
        layer.runningVariance.value.base[c] = 0.5 + Noise.unit(3, c)
        layer.runningMean.value.base[c] = Noise.unit(4, c)
      }
      var inputs = GradientCheck.inputs([shape], scale: 2)
      // Two rows that are close make every derivative large: keep all columns apart.
      for c in 0..<shape.1 { inputs[0].values[c] += 4 }
      GradientCheck(
        compute: Compute(variant, threads: 2), inputs: inputs, parameters: layer.parameters,
        isTraining: isTraining
      ) {
        $0.batchNorm($1[0], layer)
      }.run("batchNorm \(shape), training: \(isTraining)")
    }
  }

  @Test func startsAsPyTorchDoes() {
    let layer = BatchNorm("bn", columns: 3)
    #expect(
      layer.parameters.map(\.name)
        == ["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"])
    #expect(layer.parameters.map(\.isTrained) == [true, true, false, false])
    #expect(layer.parameters.map { $0.value.base[0] } == [1, 0, 0, 1])
  }
}
