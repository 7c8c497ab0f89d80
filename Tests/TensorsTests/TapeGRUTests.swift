import Tensors
import Testing

@Suite struct TapeGRUTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var steps: Int
    var batch: Int
    var inputs: Int
    var hidden: Int
    var lengths: [Int32]?
    var hasInitial: Bool
    var testDescription: String {
      "\(steps) x \(batch), \(inputs) -> \(hidden)\(lengths == nil ? "" : ", ragged")"
    }
  }

  static let cases = [
    Case(steps: 1, batch: 1, inputs: 1, hidden: 1, lengths: nil, hasInitial: false),
    Case(steps: 1, batch: 3, inputs: 4, hidden: 5, lengths: nil, hasInitial: true),
    Case(steps: 4, batch: 9, inputs: 17, hidden: 16, lengths: nil, hasInitial: false),
    Case(
      steps: 5, batch: 5, inputs: 7, hidden: 33, lengths: [5, 0, 3, 1, 4], hasInitial: true),
    Case(steps: 2, batch: 50, inputs: 9, hidden: 8, lengths: nil, hasInitial: true),
    Case(
      steps: 3, batch: 17, inputs: 3, hidden: 20,
      lengths: [3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0], hasInitial: false),
    // Several chunks of rows in a shard; in the second, several shards in a group and a last one that
    // is empty.
    Case(
      steps: 60, batch: 9, inputs: 3, hidden: 4, lengths: (0..<9).map { Int32($0 * 37 % 61) },
      hasInitial: true),
    Case(
      steps: 6, batch: 450, inputs: 2, hidden: 3,
      lengths: (0..<450).map { Int32($0 < 400 ? $0 * 5 % 7 : 0) }, hasInitial: false),
  ]

  @Test(arguments: Variants.all, cases) func gradients(variant: KernelVariant, of test: Case) {
    var generator = SplitMix(seed: 2)
    let layer = GRU("gru", inputs: test.inputs, hidden: test.hidden, using: &generator)
    for (salt, parameter) in layer.parameters.enumerated() { Noise.fill(parameter, salt, 0.4) }
    var shapes = [(test.steps * test.batch, test.inputs)]
    if test.hasInitial { shapes.append((test.batch, test.hidden)) }
    GradientCheck(
      compute: Compute(variant, threads: 2), inputs: GradientCheck.inputs(shapes),
      parameters: layer.parameters, samples: 7
    ) { tape, x in
      tape.gru(
        x[0], layer, steps: test.steps, lengths: test.lengths,
        initial: test.hasInitial ? x[1] : nil)
    }.run(test.testDescription)
  }

  @Test(arguments: Variants.all, ["gru_ragged", "gru_full"])
  func agreesWithPyTorch(variant: KernelVariant, file: String) throws {
    let golden = try Golden(file)
    let isRagged = file == "gru_ragged"
    let (steps, batch, inputs, hidden) = isRagged ? (7, 5, 9, 17) : (6, 19, 33, 37)
    var generator = SplitMix(seed: 0)
    let layer = GRU("gru", inputs: inputs, hidden: hidden, using: &generator)
    for (salt, parameter) in layer.parameters.enumerated() { Noise.fill(parameter, salt + 1, 0.5) }
    let tape = Tape(compute: Compute(variant, threads: 2))
    tape.reset(seed: 0)
    let x = tape.leaf(
      Noise.spread(5, 1, count: steps * batch * inputs), rows: steps * batch, columns: inputs)
    let initial = tape.leaf(
      Noise.spread(6, 1, count: batch * hidden), rows: batch, columns: hidden)
    let states = tape.gru(
      x, layer, steps: steps, lengths: isRagged ? [7, 3, 0, 5, 1] : nil,
      initial: isRagged ? initial : nil)
    tape.backward(states, gradient: Noise.spread(7, 1, count: states.count))

    #expect(relativeError(states.floats, golden["states"]) < 1e-5)
    let final = states.floats.suffix(batch * hidden)
    #expect(relativeError(final, golden["final"]) < 1e-5)
    #expect(relativeError(gradient(of: x, on: tape), golden["dx"]) < 1e-5)
    if isRagged {
      #expect(relativeError(gradient(of: initial, on: tape), golden["dinitial"]) < 1e-5)
    }
    for parameter in layer.parameters {
      let key = "d" + parameter.name.dropFirst("gru.".count)
      #expect(relativeError(parameter.gradient.floats, golden[key]) < 1e-5, "\(key)")
    }
  }

  @Test(arguments: Variants.all) func noStepsGiveNoStates(variant: KernelVariant) {
    var generator = SplitMix(seed: 0)
    let layer = GRU("gru", inputs: 3, hidden: 4, using: &generator)
    let tape = Tape(compute: Compute(variant))
    tape.reset(seed: 0)
    let x = tape.leaf([], rows: 0, columns: 3)
    let states = tape.gru(x, layer, steps: 0)
    #expect(states.rows == 0 && states.columns == 4)
    tape.backward(tape.sum(states))
    #expect(layer.weightHidden.gradient.floats.allSatisfy { $0 == 0 })
  }

  /// A state must not depend on what else is in the batch.
  @Test(arguments: Variants.all) func sequencesDoNotMeet(variant: KernelVariant) {
    var generator = SplitMix(seed: 8)
    let layer = GRU("gru", inputs: 11, hidden: 21, using: &generator)
    let tape = Tape(compute: Compute(variant, threads: 2))
    func states(_ batch: Int) -> [Float] {
      tape.reset(seed: 0)
      let x = tape.constant(rows: 4 * batch, columns: 11) { memory in
        for t in 0..<4 {
          for i in 0..<batch * 11 { memory[t * batch * 11 + i] = Noise.unit(t, i) }
        }
      }
      let states = tape.gru(x, layer, steps: 4)
      return (0..<4).flatMap { t in states.floats[t * batch * 21..<t * batch * 21 + 21] }
    }
    let alone = states(1)
    for batch in [2, 8, 13, 60] { #expect(states(batch) == alone) }
  }

  private func gradient(of v: Variable, on tape: Tape) -> [Float] {
    tape.gradient(of: v).map { Array(UnsafeBufferPointer(start: $0, count: v.count)) } ?? []
  }
}
