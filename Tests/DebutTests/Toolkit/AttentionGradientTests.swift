import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// Gradients of the layers of attention against central differences; and the steps of answers against the tape.
@Suite struct AttentionGradientTests {
  private let compute: Compute
  private var generator = SeededGenerator(seed: 11)

  init() throws { compute = try .testing(threads: 2) }

  private mutating func numbers(_ count: Int) -> [Float] {
    (0..<count).map { _ in generator.uniform() - 0.5 }
  }

  /// The largest difference between the tape's gradient of sum(weights * f(x)) and central differences,
  /// for the input and each parameter.
  private func difference(
    _ values: [Float], rows: Int, _ parameters: [Parameter], weights: [Float],
    _ forward: (Tape, Variable) -> Variable
  ) -> Float {
    let tape = Tape(compute: compute)
    func total(_ values: [Float]) -> Double {
      tape.reset(seed: 0)
      let out = forward(tape, tape.leaf(values, rows: rows, columns: values.count / rows))
      return zip(out.floats, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    tape.reset(seed: 0)
    let leaf = tape.leaf(values, rows: rows, columns: values.count / rows)
    for parameter in parameters { parameter.zeroGradient() }
    tape.backward(forward(tape, leaf), gradient: weights)
    let step: Float = 1e-2
    var worst: Float = 0
    let input = Array(UnsafeBufferPointer(start: tape.gradient(of: leaf), count: values.count))
    for i in values.indices {
      var (up, down) = (values, values)
      up[i] += step
      down[i] -= step
      worst = max(worst, abs(Float((total(up) - total(down)) / Double(2 * step)) - input[i]))
    }
    for parameter in parameters {
      for i in 0..<parameter.count {
        let before = parameter.value.base[i]
        parameter.value.base[i] = before + step
        let up = total(values)
        parameter.value.base[i] = before - step
        let down = total(values)
        parameter.value.base[i] = before
        let expected = Float((up - down) / Double(2 * step))
        worst = max(worst, abs(expected - parameter.gradient.base[i]))
      }
    }
    return worst
  }

  @Test mutating func layerNorm() {
    let layer = LayerNorm("norm", columns: 5)
    layer.weight.fillNormal(1, using: &generator)
    layer.bias.fillNormal(1, using: &generator)
    let (values, weights) = (numbers(35), numbers(35))
    let worst = difference(values, rows: 7, layer.parameters, weights: weights) {
      $0.normalise($1, layer)
    }
    #expect(worst < 2e-2)
  }

  /// Sequences of different lengths; a window that is full, one that is not, one of a single step.
  @Test(arguments: [1, 3, 9]) mutating func attention(window: Int) {
    let layer = SelfAttention("attention", width: 6, heads: 2, window: window)
    layer.distances.fillNormal(1, using: &generator)
    let (steps, lengths): (Int, [Int32]) = (5, [5, 4, 1])
    let values = numbers(steps * lengths.count * 18)
    let weights = numbers(steps * lengths.count * 6)
    let worst = difference(values, rows: steps * lengths.count, layer.parameters, weights: weights)
    {
      $0.attend($1, layer, steps: steps, lengths: lengths)
    }
    #expect(worst < 2e-3)
  }

  @Test mutating func whatLiesBeyondARowsEndIsZero() {
    let layer = SelfAttention("attention", width: 4, heads: 1, window: 3)
    let tape = Tape(compute: compute)
    tape.reset(seed: 0)
    let out = tape.attend(
      tape.constant(numbers(3 * 2 * 12), rows: 6, columns: 12), layer, steps: 3, lengths: [3, 1])
    for entry in [3, 5] { #expect((0..<4).allSatisfy { out.value[entry * 4 + $0] == 0 }) }
    #expect((0..<4).contains { out.value[4 * 4 + $0] != 0 })
  }

  /// Both kinds of blocks.
  @Test(arguments: AttentionBlock.Kind.allCases)
  mutating func block(kind: AttentionBlock.Kind) {
    let block = AttentionBlock(
      "block", kind, width: 4, heads: 2, window: 3, inner: 5, using: &generator)
    block.attention.distances.fillNormal(1, using: &generator)
    let (steps, lengths): (Int, [Int32]) = (4, [4, 2])
    // Away from the bend of relu, across which central differences do not see the slope.
    let values = numbers(steps * lengths.count * 4)
    let weights = numbers(values.count)
    let worst = difference(
      values, rows: steps * lengths.count, block.parameters, weights: weights
    ) {
      $0.apply(block, to: $1, dropout: 0, steps: steps, lengths: lengths)
    }
    #expect(worst < (kind == .plain ? 5e-2 : 1e-2))
  }

  /// Steps through the ring give what the tape gives, before and after the ring is full.
  @Test(arguments: AttentionBlock.Kind.allCases, [1, 3, 20])
  mutating func stepsAreThoseOfTheTape(kind: AttentionBlock.Kind, window: Int) {
    let (steps, width) = (9, 6)
    let block = AttentionBlock(
      "block", kind, width: width, heads: 3, window: window, inner: 8, using: &generator)
    block.attention.distances.fillNormal(1, using: &generator)
    let values = numbers(steps * width)
    let tape = Tape(compute: compute)
    tape.reset(seed: 0)
    let expected = tape.apply(
      block, to: tape.constant(values, rows: steps, columns: width), dropout: 0, steps: steps,
      lengths: [Int32(steps)])
    let packed = PackedAttentionBlock(block, kernels: compute.kernels)
    var ring = [Float](repeating: 0, count: packed.ringCount)
    var scratch = [Float](repeating: 0, count: packed.scratchCount)
    for step in 0..<steps {
      var x = Array(values[step * width..<(step + 1) * width])
      packed.advance(&x, ring: &ring, step: step, scratch: &scratch)
      for c in 0..<width { #expect(abs(x[c] - expected.value[step * width + c]) < 1e-5) }
    }
  }
}
