import Tensors
import Testing

@Suite struct FoldedLinearTests {
  /// A linear layer, batch normalisation with moments of some batches, and rows to put through both.
  private func layers(
    bias: Bool, _ kernels: KernelTable
  ) -> (linear: Linear, norm: BatchNorm, folded: FoldedLinear) {
    var generator = SplitMix(seed: 3)
    let linear = Linear("l", inputs: 5, outputs: 18, bias: bias, using: &generator)
    let norm = BatchNorm("n", columns: 18)
    for (i, parameter) in norm.parameters.enumerated() { Noise.fill(parameter, i, 0.4) }
    for c in 0..<18 { norm.runningVariance.value.base[c] = 0.5 + Noise.unit(9, c) }
    return (linear, norm, FoldedLinear(linear, then: norm, kernels: kernels))
  }

  @Test(arguments: Variants.all, [1, 4]) func equalsOneAfterTheOther(
    variant: KernelVariant, rows: Int
  ) {
    let kernels = Compute(variant).kernels
    for bias in [true, false] {
      let (linear, norm, folded) = layers(bias: bias, kernels)
      let x = Noise.spread(1, 1, count: rows * 5)
      var expected = [Float](repeating: 0, count: rows * 18)
      linear.apply(x, rows: rows, into: &expected, kernels: kernels)
      var normed = expected
      norm.apply(expected, rows: rows, into: &normed, kernels: kernels)
      var actual = [Float](repeating: 7, count: rows * 18)
      folded.apply(x, rows: rows, into: &actual)
      #expect(relativeError(actual, normed) < 1e-5)
    }
  }

  @Test(arguments: Variants.all) func backwardIsTheTransposed(variant: KernelVariant) {
    let (_, _, folded) = layers(bias: true, Compute(variant).kernels)
    let dy = Noise.spread(2, 1, count: 3 * 18)
    var dx = [Float](repeating: 7, count: 3 * 5)
    folded.applyBackward(dy, rows: 3, into: &dx)
    let expected = (0..<15).map { e in
      (0..<18).reduce(Float(0)) { $0 + dy[e / 5 * 18 + $1] * folded.weight.base[$1 * 5 + e % 5] }
    }
    #expect(relativeError(dx, expected) < 1e-5)
  }

  @Test func followedByAUnitIsOneRow() {
    let kernels = Compute(.scalar).kernels
    let (_, _, folded) = layers(bias: false, kernels)
    var generator = SplitMix(seed: 8)
    let unit = Linear("u", inputs: 18, outputs: 1, using: &generator)
    let x = Noise.spread(4, 1, count: 5)
    var (middle, out) = ([Float](repeating: 0, count: 18), [Float](repeating: 0, count: 1))
    folded.apply(x, rows: 1, into: &middle)
    unit.apply(middle, rows: 1, into: &out, kernels: kernels)
    let (weights, constant) = folded.followed(by: unit)
    let sum = zip(weights, x).reduce(constant) { $0 + $1.0 * $1.1 }
    #expect(abs(sum - out[0]) < 1e-5)
  }
}
