import Tensors
import Testing

@Suite struct TapeTests {
  private let tape = Tape(compute: Compute(.scalar))

  @Test func gradientsOfOneParameterAddUp() {
    let p = Parameter("p", rows: 2, columns: 2)
    p.fill(3)
    for step in 1...2 {
      tape.reset(seed: 0)
      let w = tape.weights(p)
      tape.backward(tape.sum(tape.add(tape.multiply(w, w), w)))
      #expect(p.gradient.floats.allSatisfy { $0 == Float(7 * step) })
    }
  }

  @Test func onlyTrainsFreezesTheRest() {
    let user = Parameter("user", rows: 1, columns: 3)
    let item = Parameter("item", rows: 1, columns: 3)
    let frozen = Parameter("frozen", rows: 1, columns: 3, isTrained: false)
    for parameter in [user, item, frozen] { parameter.fill(2) }
    tape.onlyTrains = [user]
    tape.reset(seed: 0)
    let product = tape.multiply(tape.weights(user), tape.weights(item))
    tape.backward(tape.sum(tape.multiply(product, tape.weights(frozen))))
    #expect(Array(user.gradient.floats) == [4, 4, 4])
    #expect(Array(item.gradient.floats) == [0, 0, 0])
    #expect(Array(frozen.gradient.floats) == [0, 0, 0])
  }

  @Test func withoutRecordingNothingIsRemembered() {
    let p = Parameter("p", rows: 1, columns: 1)
    tape.isRecording = false
    tape.reset(seed: 0)
    let x = tape.leaf([2], rows: 1, columns: 1)
    #expect(!tape.needsGradient(tape.multiply(x, tape.weights(p))))
  }

  @Test func aLayerOfOnesOwn() {
    tape.reset(seed: 0)
    let x = tape.leaf([1, 2, 3], rows: 3, columns: 1)
    let cubes = tape.record(rows: 3, columns: 1, inputs: [x]) { out in
      for i in 0..<3 { out[i] = x.value[i] * x.value[i] * x.value[i] }
    } backward: { pass in
      guard let gradient = pass.gradient(of: x) else { return }
      for i in 0..<pass.count {
        gradient[i] += 3 * x.value[i] * x.value[i] * pass.outputGradient[i]
      }
    }
    #expect(Array(cubes.floats) == [1, 8, 27])
    tape.backward(cubes, gradient: [1, 1, 2])
    #expect(tape.gradient(of: x).map { g in (0..<3).map { g[$0] } } == [3, 12, 54])
  }

  @Test func anUnusedBranchGetsNoGradient() {
    tape.reset(seed: 0)
    let x = tape.leaf([1], rows: 1, columns: 1)
    let unused = tape.scale(x, by: 5)
    tape.backward(tape.scale(x, by: 2))
    #expect(tape.gradient(of: unused) == nil)
    #expect(tape.gradient(of: x)?.pointee == 2)
  }

  @Test func constantsHoldWhatTheyAreGiven() {
    tape.reset(seed: 0)
    let given = tape.constant([1, 2, 3, 4, 5, 6], rows: 2, columns: 3)
    let filled = tape.constant(rows: 2, columns: 3) { memory in
      for i in memory.indices { memory[i] = Float(i + 1) }
    }
    #expect(Array(given.floats) == Array(filled.floats))
    #expect(tape.scalar(tape.sum(given)) == 21)
    #expect(!tape.needsGradient(given))
  }

  @Test func packedWeightsFollowTheWeightsFromStepToStep() {
    var generator = SplitMix(seed: 1)
    let layer = Linear("l", inputs: 3, outputs: 40, bias: false, using: &generator)
    for factor in [Float(1), 2] {
      layer.weight.fill(factor)
      tape.reset(seed: 0)
      let x = tape.constant(Array(repeating: 1, count: 300), rows: 100, columns: 3)
      #expect(tape.linear(x, layer).floats.allSatisfy { $0 == 3 * factor })
    }
  }
}
