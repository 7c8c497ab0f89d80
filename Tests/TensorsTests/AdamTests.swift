import Tensors
import Testing

@Suite struct AdamTests {
  private static let (rows, columns, steps) = (7, 5, 6)

  @Test(arguments: Variants.all, ["plain", "l2", "decay", "sparse"])
  func agreesWithPyTorch(variant: KernelVariant, kind: String) throws {
    let expected = try Golden("adam")[kind]
    let (rows, columns, steps) = (AdamTests.rows, AdamTests.columns, AdamTests.steps)
    let p = Parameter("p", rows: rows, columns: columns, isTable: kind == "sparse")
    Noise.fill(p, 1, 1)
    var options = AdamOptions(learningRate: 1e-2, sparseTables: kind == "sparse")
    if kind == "l2" { options.l2 = 0.2 }
    if kind == "decay" { options.decay = 0.3 }
    let adam = Adam([p], options, compute: Compute(variant, threads: 2))
    var after: [Float] = []
    for step in 0..<steps {
      let gradient = Noise.spread(2 + step, 0.1, count: rows * columns)
      for row in 0..<rows where kind != "sparse" || (row + step) % 3 != 0 {
        if kind == "sparse" { touch(p, [Int32(row)]) }
        for i in row * columns..<(row + 1) * columns { p.gradient.base[i] = gradient[i] }
      }
      adam.step(rate: 1 - Float(step) / 8)
      adam.zeroGradients()
      after += p.value.floats
    }
    #expect(adam.stepCount == steps)
    #expect(after.count == expected.count)
    // Weights are near 1 and move by 1e-2 a step: compare to 1e-4 of a step.
    #expect(zip(after, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// With a negligible epsilon the first step of both is the same on touched rows.
  @Test(arguments: Variants.all) func firstSparseStepIsTheDenseOne(variant: KernelVariant) {
    let results = [false, true].map { isSparse -> [Float] in
      let p = Parameter("p", rows: 9, columns: 33, isTable: true)
      Noise.fill(p, 1, 1)
      let options = AdamOptions(epsilon: 1e-30, sparseTables: isSparse)
      let adam = Adam([p], options, compute: Compute(variant))
      touch(p, [4, 8])
      for row in [4, 8] {
        for c in 0..<33 { p.gradient.base[row * 33 + c] = Noise.unit(row, c) - 0.5 }
      }
      adam.step()
      return Array(p.value.floats)
    }
    #expect(results[0] == results[1])
    #expect(results[0] != Noise.spread(1, 1, count: 9 * 33))
  }

  @Test func sparseLeavesUntouchedRowsAloneAndDenseDoesNot() {
    let moved = [false, true].map { isSparse -> Bool in
      let p = Parameter("p", rows: 2, columns: 1, isTable: true)
      let adam = Adam([p], AdamOptions(sparseTables: isSparse), compute: Compute(.scalar))
      touch(p, [0, 1])
      p.gradient.base[0] = 1
      p.gradient.base[1] = 1
      adam.step()
      adam.zeroGradients()
      let before = p.value.base[1]
      touch(p, [0])
      p.gradient.base[0] = 1
      adam.step()
      return p.value.base[1] != before
    }
    #expect(moved == [true, false])
  }

  @Test(arguments: Variants.all) func clippingScalesEverythingToTheNorm(variant: KernelVariant) {
    let dense = Parameter("d", rows: 300, columns: 100)
    let table = Parameter("t", rows: 4, columns: 3, isTable: true)
    for isSparse in [false, true] {
      let adam = Adam(
        [dense, table], AdamOptions(sparseTables: isSparse), compute: Compute(variant, threads: 3))
      adam.zeroGradients()
      for i in 0..<dense.count { dense.gradient.base[i] = 0.01 }
      touch(table, [2])
      for c in 6..<9 { table.gradient.base[c] = 1 }
      let norm = adam.clipGradients(norm: 10)
      #expect(abs(norm - Float(6).squareRoot()) < 1e-4)
      #expect(table.gradient.base[7] == 1)
      _ = adam.clipGradients(norm: 0.5)
      #expect(abs(adam.clipGradients(norm: 0.5) - 0.5) < 1e-4)
      #expect(abs(table.gradient.base[7] - 0.5 / Float(6).squareRoot()) < 1e-4)
      #expect(abs(dense.gradient.base[99] - 0.005 / Float(6).squareRoot()) < 1e-5)
    }
  }

  @Test func aNormThatIsNoNumberLeavesGradientsAlone() {
    let p = Parameter("p", rows: 1, columns: 2)
    let adam = Adam([p], compute: Compute(.scalar))
    p.gradient.base[0] = .nan
    p.gradient.base[1] = 7
    #expect(adam.clipGradients(norm: 1).isNaN)
    #expect(p.gradient.base[1] == 7)
  }

  @Test func whatIsNotTrainedStays() {
    let p = Parameter("p", rows: 1, columns: 1, isTrained: false)
    p.gradient.base[0] = 1
    Adam([p], compute: Compute(.scalar)).step()
    #expect(p.value.base[0] == 0)
  }

  private func touch(_ p: Parameter, _ rows: [Int32]) {
    rows.withUnsafeBufferPointer { p.touch($0) }
  }
}
