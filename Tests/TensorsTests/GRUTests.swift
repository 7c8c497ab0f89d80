import Tensors
import Testing

@Suite struct GRUTests {
  @Test(arguments: Variants.all, [(1, 1), (7, 16), (101, 101), (20, 33)])
  func stepByStepAgreesWithTheTape(variant: KernelVariant, size: (Int, Int)) {
    let (inputs, hidden) = size
    let compute = Compute(variant)
    let kernels = compute.kernels
    var generator = SplitMix(seed: 6)
    let layer = GRU("gru", inputs: inputs, hidden: hidden, using: &generator)
    let steps = 9
    let tape = Tape(compute: compute)
    tape.isRecording = false
    tape.reset(seed: 0)
    let x = tape.constant(
      Noise.spread(5, 1, count: steps * inputs), rows: steps, columns: inputs)
    let states = Array(tape.gru(x, layer, steps: steps).floats)

    let state = FloatBuffer(count: hidden)
    let scratch = FloatBuffer(count: layer.stepScratch)
    for t in 0..<steps {
      layer.step(
        input: x.value + t * inputs, state: state.base, scratch: scratch.base, kernels: kernels)
      let expected = Array(states[t * hidden..<(t + 1) * hidden])
      #expect(relativeError(state.floats, expected) < 1e-5)
    }
    let advanced = FloatBuffer(count: hidden)
    let more = FloatBuffer(count: layer.advanceScratch(steps: steps, kernels: kernels))
    layer.advance(
      inputs: x.value, steps: steps, state: advanced.base, scratch: more.base, kernels: kernels)
    #expect(relativeError(advanced.floats, Array(state.floats)) < 1e-5)
  }

  @Test(arguments: Variants.all, [(1, 1), (7, 16), (101, 101), (20, 33)])
  func packedAgreesWithTheTape(variant: KernelVariant, size: (Int, Int)) {
    let (inputs, hidden) = size
    let compute = Compute(variant)
    var generator = SplitMix(seed: 6)
    let layer = GRU("gru", inputs: inputs, hidden: hidden, using: &generator)
    let packed = PackedGRU(layer, kernels: compute.kernels)
    for steps in [0, 1, 9] {
      let tape = Tape(compute: compute)
      tape.reset(seed: 0)
      let x = tape.constant(
        Noise.spread(5, 1, count: steps * inputs), rows: steps, columns: inputs)
      let start = tape.constant(Noise.spread(6, 1, count: hidden), rows: 1, columns: hidden)
      let states = tape.gru(x, layer, steps: steps, initial: start)
      let expected = Array((Array(start.floats) + states.floats).suffix(hidden))

      let scratch = FloatBuffer(count: packed.scratchCount(steps: steps))
      let state = FloatBuffer(count: hidden)
      state.base.update(from: start.value, count: hidden)
      packed.advance(inputs: x.value, steps: steps, state: state.base, scratch: scratch.base)
      #expect(relativeError(state.floats, expected) < 1e-5)

      let gates = FloatBuffer(count: 3 * hidden * steps)
      packed.project(x.value, rows: steps, into: gates.base)
      state.base.update(from: start.value, count: hidden)
      for t in 0..<steps {
        packed.advance(
          gates: gates.base + 3 * hidden * t, state: state.base, scratch: scratch.base)
      }
      #expect(relativeError(state.floats, expected) < 1e-5)
    }
  }

  @Test func startsAsPyTorchDoes() {
    var generator = SplitMix(seed: 1)
    let layer = GRU("gru", inputs: 10, hidden: 25, using: &generator)
    #expect(
      layer.parameters.map(\.name)
        == ["gru.weight_ih", "gru.weight_hh", "gru.bias_ih", "gru.bias_hh"])
    #expect(layer.weightInput.rows == 75 && layer.weightInput.columns == 10)
    for parameter in layer.parameters {
      let greatest = parameter.value.floats.map(abs).max() ?? 0
      #expect(greatest <= 0.2 && greatest > 0.18)
    }
  }
}
