import Tensors
import Testing

/// Whole training steps of mLinkNet at its real sizes.
@Suite struct TrainingStepTests {
  @Test(arguments: Variants.all) func agreesWithPyTorch(variant: KernelVariant) throws {
    let golden = try Golden("mlinknet")
    let model = MissingLinkNet(items: 40)
    let scales: [String: Float] = [
      "embedding.weight": 1, "norm.weight": 1.5, "norm.bias": 0.5, "output.weight": 0.0625,
    ]
    let trained = model.parameters.filter(\.isTrained)
    for (salt, parameter) in trained.enumerated() {
      Noise.fill(parameter, salt, scales[parameter.name] ?? 0.1)
    }
    let batch = MissingLinkNet.Batch(items: 40, steps: 19, batch: 16)
    let mask = Noise.unit(104, count: 16 * 201).map { $0 < 0.3 ? 0 : Float(1) / Float(0.7) }
    let compute = Compute(variant, threads: 2)
    let tape = Tape(compute: compute)
    let adam = Adam(model.parameters, compute: compute)
    tape.reset(seed: 0)
    let predictions = model.predictions(batch, mask: mask, on: tape)
    let loss = tape.meanSquaredError(predictions, targets: batch.truth)
    tape.backward(loss)
    let before = trained.map { Array($0.value.floats) }
    adam.step()

    #expect(relativeError([tape.scalar(loss)], golden["loss"]) < 1e-5)
    #expect(relativeError(predictions.floats, golden["prediction"]) < 1e-5)
    for (key, moments) in [("mean", model.norm.runningMean), ("var", model.norm.runningVariance)] {
      #expect(relativeError(moments.value.floats, golden["running_\(key)"]) < 1e-5)
    }
    for (parameter, before) in zip(trained, before) {
      let key = pyTorchName(parameter)
      let gradient = golden["d.\(key)"]
      #expect(relativeError(parameter.gradient.floats, gradient) < 1e-4, "\(key)")
      checkStep(parameter, from: before, gradient, golden["after.\(key)"])
    }
  }

  /// The first step of Adam is the learning rate times the gradient's sign, but for gradients near
  /// epsilon, whose own rounding error decides.
  private func checkStep(
    _ parameter: Parameter, from before: [Float], _ gradient: [Float], _ after: [Float]
  ) {
    let greatest = gradient.map(abs).max() ?? 0
    #expect(after.count == (parameter.count + 15) / 16)
    for (index, expected) in after.enumerated() {
      let i = 16 * index
      let actual = parameter.value.base[i]
      let isClear = gradient[i] == 0 || abs(gradient[i]) > 1e-2 * greatest
      #expect(
        abs(actual - expected) < (isClear ? 2e-5 : 2.1e-3),
        "\(parameter.name)[\(i)] went from \(before[i]) to \(actual), not \(expected)")
    }
  }

  private func pyTorchName(_ parameter: Parameter) -> String {
    let isRecurrent = parameter.name.hasPrefix("gru.")
    return isRecurrent ? parameter.name + "_l0" : parameter.name
  }

  @Test(arguments: Variants.all, [16, 50])
  func sameBitsAtAnyNumberOfThreads(variant: KernelVariant, size: Int) {
    let one = train(variant, threads: 1, batch: size, sparse: false)
    for threads in [2, 3] {
      #expect(train(variant, threads: threads, batch: size, sparse: false) == one)
    }
    let sparse = train(variant, threads: 1, batch: size, sparse: true)
    #expect(train(variant, threads: 2, batch: size, sparse: true) == sparse)
    #expect(sparse != one)
  }

  /// All weights after three steps.
  private func train(
    _ variant: KernelVariant, threads: Int, batch size: Int, sparse: Bool
  ) -> [Float] {
    let model = MissingLinkNet(items: 300)
    let compute = Compute(variant, threads: threads)
    let tape = Tape(compute: compute)
    let adam = Adam(model.parameters, AdamOptions(sparseTables: sparse), compute: compute)
    for step in 0..<3 {
      var batch = MissingLinkNet.Batch(items: 300, steps: 19, batch: size, salt: 200 + 10 * step)
      if step > 0 { batch.lengths = (0..<size).map { Int32($0 * 7 % 20) } }
      tape.reset(seed: UInt64(step))
      let predictions = model.predictions(batch, on: tape)
      tape.backward(tape.meanSquaredError(predictions, targets: batch.truth))
      _ = adam.clipGradients(norm: 0.1)
      adam.step()
      adam.zeroGradients()
    }
    return model.parameters.flatMap { Array($0.value.floats) }
  }

  @Test(arguments: Variants.all) func memoryIsAllocatedInTheFirstStepOnly(variant: KernelVariant) {
    let model = MissingLinkNet(items: 100)
    let compute = Compute(variant, threads: 2)
    let tape = Tape(compute: compute)
    let adam = Adam(model.parameters, AdamOptions(sparseTables: true), compute: compute)
    var blocks: [Int] = []
    for step in 0..<4 {
      let batch = MissingLinkNet.Batch(items: 100, steps: 19, batch: 24, salt: 10 * step)
      tape.reset(seed: UInt64(step))
      let predictions = model.predictions(batch, on: tape)
      tape.backward(tape.meanSquaredError(predictions, targets: batch.truth))
      adam.step()
      adam.zeroGradients()
      blocks.append(tape.blockCount)
    }
    #expect(Set(blocks).count == 1 && blocks[0] > 0)
  }

  /// The model can learn a small set by heart: the parts work together in the right direction.
  @Test(arguments: Variants.all) func lossFalls(variant: KernelVariant) {
    let model = MissingLinkNet(items: 60)
    let compute = Compute(variant, threads: 2)
    let tape = Tape(compute: compute)
    let adam = Adam(model.parameters, compute: compute)
    let batch = MissingLinkNet.Batch(items: 60, steps: 19, batch: 16)
    var losses: [Float] = []
    for step in 0..<40 {
      tape.reset(seed: UInt64(step))
      let loss = tape.meanSquaredError(
        model.predictions(batch, on: tape), targets: batch.truth)
      losses.append(tape.scalar(loss))
      tape.backward(loss)
      adam.step()
      adam.zeroGradients()
    }
    #expect(losses.suffix(5).reduce(0, +) / 5 < 0.3 * losses[0])
  }
}
