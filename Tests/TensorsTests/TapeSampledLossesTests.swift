import Tensors
import Testing

/// Losses of one item that followed and of sampled ones.
@Suite struct TapeSampledLossesTests {
  /// A loss by the name of its golden values.
  struct Loss: CustomTestStringConvertible, Sendable {
    let name: String
    let of: @Sendable (Tape, Variable, [Float]?) -> Variable
    var testDescription: String { name }
  }

  static let samples = 37
  static let losses = [
    Loss(name: "sampled_softmax") {
      $0.sampledSoftmax($1, logQ: Noise.spread(52, 2, count: $1.columns - 1), weights: $2)
    },
    Loss(name: "bpr_max") { $0.bprMax($1, regularisation: 0.5, weights: $2) },
    Loss(name: "g_bce") { $0.gBCE($1, items: 900, calibration: 0.75, weights: $2) },
  ]

  /// Every third position has no weight.
  private static func weights(_ positions: Int) -> [Float] {
    Noise.unit(53, count: positions).enumerated().map { $0.offset % 3 == 1 ? 0 : $0.element }
  }

  private func run(
    _ loss: Loss, _ compute: Compute, positions: Int, logits: [Float], weights: [Float]?
  ) -> (loss: Float, gradient: [Float]) {
    let tape = Tape(compute: compute)
    tape.reset(seed: 0)
    let x = tape.leaf(logits, rows: positions, columns: logits.count / positions)
    let out = loss.of(tape, x, weights)
    tape.backward(out)
    let gradient = tape.gradient(of: x).map {
      Array(UnsafeBufferPointer(start: $0, count: x.count))
    }
    return (tape.scalar(out), gradient ?? [])
  }

  @Test(arguments: Variants.all, losses)
  func agreesWithPyTorch(variant: KernelVariant, loss: Loss) throws {
    let golden = try Golden("sampled_losses")
    let logits = Noise.spread(51, 3, count: 11 * (1 + Self.samples))
    let result = run(
      loss, Compute(variant, threads: 2), positions: 11, logits: logits, weights: Self.weights(11))
    #expect(relativeError([result.loss], golden[loss.name]) < 1e-5)
    #expect(relativeError(result.gradient, golden["d" + loss.name]) < 1e-5)
  }

  // MARK: Logits

  @Test(arguments: Variants.all)
  func logitsOfTargetsAndSamples(variant: KernelVariant) {
    let (items, columns) = (23, 7)
    let targets: [Int32] = [3, 0, 22, 3, 9]
    let samples: [Int32] = [5, 3, 3, 22, 0, 17]
    let tape = Tape(compute: Compute(variant, threads: 2))
    tape.reset(seed: 0)
    let table = Parameter("items", rows: items, columns: columns, isTable: true)
    let bias = Parameter("bias", rows: items, columns: 1, isTable: true)
    Noise.fill(table, 54, 1)
    Noise.fill(bias, 55, 1)
    let hidden = tape.leaf(
      Noise.spread(56, 1, count: targets.count * columns), rows: targets.count, columns: columns)
    let logits = tape.itemLogits(
      hidden, items: table, bias: bias, targets: targets, samples: samples)
    #expect(logits.rows == targets.count && logits.columns == 1 + samples.count)
    for (row, target) in targets.enumerated() {
      for (column, item) in ([target] + samples).enumerated() {
        let value = logits.value[row * logits.columns + column]
        if column > 0, item == target {
          #expect(value < -1000)
        } else {
          var expected = Double(bias.value.base[Int(item)])
          for k in 0..<columns {
            expected +=
              Double(hidden.value[row * columns + k])
              * Double(table.value.base[Int(item) * columns + k])
          }
          #expect(abs(Double(value) - expected) < 1e-5)
        }
      }
    }
  }

  @Test(arguments: Variants.all)
  func gradientsOfLogits(variant: KernelVariant) {
    for (rows, others, columns) in [(1, 1, 1), (5, 3, 7), (60, 70, 33)] {
      GradientCheck(
        compute: Compute(variant, threads: 2),
        inputs: GradientCheck.inputs([(rows, columns), (others, columns), (others, 1)], scale: 1)
      ) { $0.products($1[0], $1[1], bias: $1[2]) }.run("products \(rows) \(others) \(columns)")
    }
  }

  @Test func aTargetAmongTheSamplesLearnsNothingAsOne() {
    let tape = Tape(compute: Compute(Variants.all[0], threads: 1))
    tape.reset(seed: 0)
    let table = Parameter("items", rows: 3, columns: 2, isTable: true)
    let bias = Parameter("bias", rows: 3, columns: 1, isTable: true)
    Noise.fill(table, 57, 1)
    let hidden = tape.leaf([0.5, -1], rows: 1, columns: 2)
    let logits = tape.itemLogits(hidden, items: table, bias: bias, targets: [1], samples: [1, 1])
    tape.backward(tape.sampledSoftmax(logits))
    #expect(tape.scalar(tape.bprMax(logits, regularisation: 1)) == 0)
    // The target alone is certain: nothing is left to learn.
    #expect((0..<6).allSatisfy { abs(table.gradient.base[$0]) < 1e-6 })
    #expect((0..<3).allSatisfy { abs(bias.gradient.base[$0]) < 1e-6 })
  }

  @Test(arguments: Variants.all, losses)
  func gradients(variant: KernelVariant, loss: Loss) {
    for (positions, columns) in [(1, 2), (3, 17), (40, 64)] {
      for weights in [nil, Self.weights(positions)] {
        GradientCheck(
          compute: Compute(variant, threads: 2),
          inputs: GradientCheck.inputs([(positions, columns)], scale: 2)
        ) { loss.of($0, $1[0], weights) }.run("\(loss.name) of \(positions) x \(columns)")
      }
    }
  }

  @Test(arguments: losses) func sameBitsAtAnyNumberOfThreads(loss: Loss) {
    let logits = Noise.spread(51, 3, count: 200 * 501)
    func result(_ threads: Int) -> (loss: Float, gradient: [Float]) {
      let compute = Compute(Variants.all[Variants.all.count - 1], threads: threads)
      return run(loss, compute, positions: 200, logits: logits, weights: nil)
    }
    let one = result(1)
    for threads in [2, 5] { #expect(result(threads) == one) }
  }

  /// No power overflows, and no logarithm is of nothing.
  @Test(arguments: Variants.all, losses)
  func hugeLogitsGiveNumbers(variant: KernelVariant, loss: Loss) {
    for logits: [Float] in [[1000, -1000, 0, 999], [-1000, 1000, 0, 999], [0, 0, 0, 0]] {
      let result = run(loss, Compute(variant), positions: 1, logits: logits, weights: nil)
      #expect(result.loss.isFinite && result.gradient.allSatisfy(\.isFinite), "\(logits)")
    }
  }

  @Test func aCorrectionOfInfinityLeavesASampleOut() {
    let tape = Tape(compute: Compute(Variants.all[0]))
    tape.reset(seed: 0)
    let x = tape.leaf([1, 5, 2], rows: 1, columns: 3)
    let loss = tape.sampledSoftmax(x, logQ: [.infinity, 0])
    let without = tape.sampledSoftmax(tape.leaf([1, 2], rows: 1, columns: 2))
    #expect(tape.scalar(loss) == tape.scalar(without))
    tape.backward(loss)
    #expect(tape.gradient(of: x).map { $0[1] } == 0)
  }

  @Test func positionsMayHaveCorrectionsOfTheirOwn() {
    let tape = Tape(compute: Compute(Variants.all[0]))
    tape.reset(seed: 0)
    let x = tape.leaf([1, 5, 2, 3, 1, 0], rows: 2, columns: 3)
    let shared = tape.scalar(tape.sampledSoftmax(x, logQ: [-1, 2]))
    #expect(tape.scalar(tape.sampledSoftmax(x, logQ: [-1, 2, -1, 2])) == shared)
    #expect(tape.scalar(tape.sampledSoftmax(x, logQ: [-1, 2, 0, 0])) != shared)
  }

  /// With t = 0 the positive counts as much as a negative does.
  @Test func withoutCalibrationItIsBinaryCrossEntropy() {
    let tape = Tape(compute: Compute(Variants.all[0]))
    tape.reset(seed: 0)
    let x = tape.leaf([0, 0, 0], rows: 1, columns: 3)
    #expect(abs(tape.scalar(tape.gBCE(x, items: 10, calibration: 0)) - 0.693147) < 1e-6)
  }
}
