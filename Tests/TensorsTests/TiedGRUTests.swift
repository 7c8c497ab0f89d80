import Tensors
import Testing

/// A GRU whose vectors of items are read and compared with, trained by a softmax over all items.
@Suite struct TiedGRUTests {
  private static let (steps, batch, items, hidden) = (7, 5, 29, 11)
  private static let lengths: [Int32] = [7, 3, 0, 5, 1]

  @Test(arguments: Variants.all) func agreesWithPyTorch(variant: KernelVariant) throws {
    let golden = try Golden("tied_gru")
    let (steps, batch) = (Self.steps, Self.batch)
    var generator = SplitMix(seed: 0)
    let layer = GRU("gru", inputs: Self.hidden, hidden: Self.hidden, using: &generator)
    for (salt, parameter) in layer.parameters.enumerated() { Noise.fill(parameter, salt + 1, 0.5) }
    let table = Parameter("items", rows: Self.items, columns: Self.hidden, isTable: true)
    let bias = Parameter("bias", rows: Self.items, columns: 1, isTable: true)
    Noise.fill(table, 61, 1)
    Noise.fill(bias, 62, 1)
    let events = Noise.unit(63, count: steps * batch).map { Int32($0 * Float(Self.items)) }
    let weights = Noise.unit(64, count: steps * batch).enumerated().map { place, weight in
      place / batch < Int(Self.lengths[place % batch]) ? weight : 0
    }
    let tape = Tape(compute: Compute(variant, threads: 2))
    tape.reset(seed: 0)
    let states = tape.gru(
      tape.gather(table, events), layer, steps: steps, lengths: Self.lengths, initial: nil)
    let loss = tape.softmaxCrossEntropy(
      tape.shift(states, by: batch), items: table, bias: bias, targets: events, weights: weights)
    tape.backward(loss)

    #expect(relativeError([tape.scalar(loss)], golden["loss"]) < 1e-5)
    #expect(relativeError(table.gradient.floats, golden["ditems"]) < 1e-5)
    #expect(relativeError(bias.gradient.floats, golden["dbias"]) < 1e-5)
    for parameter in layer.parameters {
      let key = "d" + parameter.name.dropFirst("gru.".count)
      #expect(relativeError(parameter.gradient.floats, golden[key]) < 1e-5, "\(key)")
    }
  }
}
