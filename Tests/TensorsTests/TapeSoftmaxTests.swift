import Foundation
import Testing

@testable import Tensors

/// The cross-entropy of an exact softmax over all items.
@Suite struct TapeSoftmaxTests {
  /// Positions, items and columns, and what is varied besides.
  struct Case: CustomTestStringConvertible, Sendable {
    var positions: Int
    var items: Int
    var columns: Int
    var hasBias = true
    var isWeighted = false
    /// Multiplies the hidden states.
    var scale: Float = 1

    var testDescription: String {
      "\(positions) x \(items) x \(columns)\(hasBias ? "" : ", no bias")\(isWeighted ? ", weighted" : "")"
        + (scale == 1 ? "" : ", scale \(scale)")
    }

    var targets: [Int32] {
      Noise.unit(41, count: positions).map { Int32($0 * Float(items)) }
    }
    var hidden: [Float] { Noise.spread(42, scale, count: positions * columns) }
    /// Every third position has no weight.
    var weights: [Float]? {
      guard isWeighted else { return nil }
      return Noise.unit(43, count: positions).enumerated().map {
        $0.offset % 3 == 1 ? 0 : $0.element
      }
    }

    func parameters() -> (items: Parameter, bias: Parameter?) {
      let items = Parameter("items", rows: items, columns: columns, isTable: true)
      let bias = hasBias ? Parameter("bias", rows: 1, columns: self.items) : nil
      Noise.fill(items, 44, 1)
      if let bias { Noise.fill(bias, 45, 1) }
      return (items, bias)
    }
  }

  /// One item, one position, tiles and blocks that are not full, several blocks of positions.
  static let cases = [
    Case(positions: 1, items: 1, columns: 1), Case(positions: 1, items: 50, columns: 7),
    Case(positions: 13, items: 47, columns: 3, hasBias: false),
    Case(positions: 30, items: 385, columns: 16, isWeighted: true),
    Case(positions: 5, items: 1700, columns: 9),
    Case(positions: 400, items: 211, columns: 5, isWeighted: true),
    Case(positions: 20, items: 300, columns: 12, scale: 1000),
  ]

  /// The loss and its gradients in double precision, straight from the formula.
  private struct Reference {
    var loss = 0.0
    var hidden, items, bias: [Float]

    init(_ test: Case) {
      let (items, bias) = test.parameters()
      let (hidden, targets) = (test.hidden.map(Double.init), test.targets)
      let (vectors, d) = (items.value.floats.map(Double.init), test.columns)
      let offsets =
        bias.map { $0.value.floats.map(Double.init) } ?? Array(repeating: 0, count: test.items)
      let weights = (test.weights ?? Array(repeating: 1, count: test.positions)).map(Double.init)
      let total = weights.reduce(0, +)
      var dHidden = Array(repeating: 0.0, count: hidden.count)
      var dItems = Array(repeating: 0.0, count: vectors.count)
      var dBias = Array(repeating: 0.0, count: test.items)
      for p in 0..<test.positions where weights[p] > 0 {
        let share = weights[p] / total
        let logits = (0..<test.items).map { i in
          (0..<d).reduce(offsets[i]) { $0 + hidden[p * d + $1] * vectors[i * d + $1] }
        }
        let most = logits.max() ?? 0
        let sum = logits.reduce(0) { $0 + exp($1 - most) }
        loss += share * (most + log(sum) - logits[Int(targets[p])])
        for i in 0..<test.items {
          let g = share * (exp(logits[i] - most) / sum - (i == Int(targets[p]) ? 1 : 0))
          dBias[i] += g
          for c in 0..<d {
            dHidden[p * d + c] += g * vectors[i * d + c]
            dItems[i * d + c] += g * hidden[p * d + c]
          }
        }
      }
      self.hidden = dHidden.map(Float.init)
      self.items = dItems.map(Float.init)
      self.bias = dBias.map(Float.init)
    }
  }

  private struct Result: Equatable {
    var loss: Float
    var hidden, items, bias: [Float]
  }

  private func run(_ test: Case, _ compute: Compute) -> Result {
    let (items, bias) = test.parameters()
    let tape = Tape(compute: compute)
    tape.reset(seed: 0)
    let hidden = tape.leaf(test.hidden, rows: test.positions, columns: test.columns)
    let loss = tape.softmaxCrossEntropy(
      hidden, items: items, bias: bias, targets: test.targets, weights: test.weights)
    tape.backward(loss)
    return Result(
      loss: tape.scalar(loss),
      hidden: tape.gradient(of: hidden).map {
        Array(UnsafeBufferPointer(start: $0, count: hidden.count))
      } ?? [],
      items: Array(items.gradient.floats), bias: bias.map { Array($0.gradient.floats) } ?? [])
  }

  @Test(arguments: Variants.all, cases)
  func agreesWithTheFormulaInDoublePrecision(variant: KernelVariant, test: Case) {
    let expected = Reference(test)
    let result = run(test, Compute(variant, threads: 2))
    // Logits of thousands have errors of their own, and the softmax is then nearly a choice.
    let tolerance: Float = test.scale == 1 ? 2e-5 : 2e-3
    #expect(abs(Double(result.loss) - expected.loss) <= 1e-5 * max(1, abs(expected.loss)))
    // With one item all gradients are zero.
    guard test.items > 1 else {
      #expect(result.hidden.allSatisfy { $0 == 0 } && result.items.allSatisfy { $0 == 0 })
      return
    }
    #expect(relativeError(result.hidden, expected.hidden) < tolerance)
    #expect(relativeError(result.items, expected.items) < tolerance)
    if test.hasBias { #expect(relativeError(result.bias, expected.bias) < tolerance) }
  }

  @Test(arguments: Variants.all, cases.filter { $0.scale == 1 })
  func gradients(variant: KernelVariant, test: Case) {
    let (items, bias) = test.parameters()
    GradientCheck(
      compute: Compute(variant, threads: 2),
      inputs: [(test.positions, test.columns, test.hidden)],
      parameters: [items] + (bias.map { [$0] } ?? []), samples: 7
    ) { tape, x in
      tape.softmaxCrossEntropy(
        x[0], items: items, bias: bias, targets: test.targets, weights: test.weights)
    }.run(test.testDescription)
  }

  @Test(arguments: Variants.all) func sameBitsAtAnyNumberOfThreads(variant: KernelVariant) {
    for test in [
      Case(positions: 400, items: 700, columns: 20, isWeighted: true),
      Case(positions: 7, items: 2000, columns: 33),
    ] {
      let one = run(test, Compute(variant))
      for threads in [2, 5] { #expect(run(test, Compute(variant, threads: threads)) == one) }
    }
  }

  @Test(arguments: Variants.all, ["softmax", "softmax_weighted", "softmax_one", "softmax_huge"])
  func agreesWithPyTorch(variant: KernelVariant, file: String) throws {
    let golden = try Golden(file)
    let test =
      switch file {
      case "softmax": Case(positions: 37, items: 403, columns: 19)
      case "softmax_weighted": Case(positions: 37, items: 403, columns: 19, isWeighted: true)
      case "softmax_one": Case(positions: 1, items: 403, columns: 19)
      default: Case(positions: 9, items: 403, columns: 19, scale: 1000)
      }
    let result = run(test, Compute(variant, threads: 2))
    let tolerance: Float = test.scale == 1 ? 1e-5 : 1e-3
    #expect(relativeError([result.loss], golden["loss"]) < 1e-5)
    #expect(relativeError(result.hidden, golden["dhidden"]) < tolerance)
    #expect(relativeError(result.items, golden["ditems"]) < tolerance)
    #expect(relativeError(result.bias, golden["dbias"]) < tolerance)
  }

  /// The vectors are inputs, too: both gradients reach the table.
  @Test(arguments: Variants.all) func tiedVectorsGetBothGradients(variant: KernelVariant) {
    let test = Case(positions: 6, items: 60, columns: 5)
    let (items, bias) = test.parameters()
    let inputs: [Int32] = [1, 7, 7, 3, 50, 59]
    GradientCheck(compute: Compute(variant), parameters: [items, bias].compactMap { $0 }) {
      tape, _ in
      tape.softmaxCrossEntropy(
        tape.gather(items, inputs), items: items, bias: bias, targets: test.targets)
    }.run("tied vectors")
    #expect(items.touchedRows.count == 60)
  }

  @Test func theLossIsTheSameWithoutGradients() {
    let test = Case(positions: 40, items: 500, columns: 8, isWeighted: true)
    let (items, bias) = test.parameters()
    let compute = Compute(Variants.all[Variants.all.count - 1])
    let tape = Tape(compute: compute)
    tape.isRecording = false
    tape.reset(seed: 0)
    let hidden = tape.constant(test.hidden, rows: test.positions, columns: test.columns)
    let loss = tape.softmaxCrossEntropy(
      hidden, items: items, bias: bias, targets: test.targets, weights: test.weights)
    #expect(tape.scalar(loss) == run(test, compute).loss)
  }

  @Test func onlyWhatIsTrainedGetsAGradient() {
    let test = Case(positions: 40, items: 500, columns: 8)
    let compute = Compute(Variants.all[0])
    let all = run(test, compute)
    let (items, bias) = test.parameters()
    let tape = Tape(compute: compute)
    tape.onlyTrains = []
    tape.reset(seed: 0)
    let hidden = tape.leaf(test.hidden, rows: test.positions, columns: test.columns)
    tape.backward(
      tape.softmaxCrossEntropy(hidden, items: items, bias: bias, targets: test.targets))
    let gradient = tape.gradient(of: hidden)
    #expect(
      gradient.map { Array(UnsafeBufferPointer(start: $0, count: hidden.count)) } == all.hidden)
    #expect(items.gradient.floats.allSatisfy { $0 == 0 } && items.touchedRows.isEmpty)
  }

  @Test func noWeightMeansNoLossAndNoGradient() {
    let test = Case(positions: 3, items: 20, columns: 4)
    let (items, bias) = test.parameters()
    let tape = Tape(compute: Compute(Variants.all[0]))
    tape.reset(seed: 0)
    let hidden = tape.leaf(test.hidden, rows: 3, columns: 4)
    // A target that is not looked at may be anything.
    let loss = tape.softmaxCrossEntropy(
      hidden, items: items, bias: bias, targets: [0, -1, 1000], weights: [0, 0, 0])
    tape.backward(loss)
    #expect(tape.scalar(loss) == 0)
    #expect(items.gradient.floats.allSatisfy { $0 == 0 })
    let gradient = tape.gradient(of: hidden)
    #expect(
      gradient.map { Array(UnsafeBufferPointer(start: $0, count: 12)) }?.allSatisfy { $0 == 0 }
        ?? true)
  }

  /// The logits of all positions would be 16 million floats.
  @Test func memoryDoesNotGrowWithPositionsTimesItems() {
    let items = Parameter("items", rows: 4000, columns: 4)
    Noise.fill(items, 1, 1)
    func capacity(_ positions: Int) -> Int {
      let test = Case(positions: positions, items: 4000, columns: 4)
      let tape = Tape(compute: Compute(Variants.all[Variants.all.count - 1], threads: 2))
      for _ in 0..<2 {
        tape.reset(seed: 0)
        let hidden = tape.leaf(test.hidden, rows: positions, columns: 4)
        tape.backward(tape.softmaxCrossEntropy(hidden, items: items, targets: test.targets))
      }
      return tape.capacity
    }
    let (few, many) = (capacity(1000), capacity(4000))
    #expect(many < few + 400_000, "\(few) and \(many) floats")
    #expect(many < 4_000_000)
  }

  @Test func aStepThatIsGivenUpEnds() {
    let test = Case(positions: 400, items: 700, columns: 20)
    let (items, bias) = test.parameters()
    let tape = Tape(compute: Compute(Variants.all[0], threads: 2))
    var questions = 0
    tape.shouldGiveUp = {
      questions += 1
      return questions == 3
    }
    tape.reset(seed: 0)
    let hidden = tape.leaf(test.hidden, rows: test.positions, columns: test.columns)
    _ = tape.softmaxCrossEntropy(hidden, items: items, bias: bias, targets: test.targets)
    #expect(tape.isGivenUp && questions == 3)
  }

  @Test func targetsAreItems() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape(compute: Compute(.scalar))
      tape.reset(seed: 0)
      let hidden = tape.leaf([1, 2], rows: 1, columns: 2)
      _ = tape.softmaxCrossEntropy(
        hidden, items: Parameter("items", rows: 3, columns: 2), targets: [3])
    }
  }
}
