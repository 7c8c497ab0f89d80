import Debut

/// The GRU of GRU4Rec: vectors of items are what it reads, and what its output is compared with.
///
///     h_t = GRU(h_t-1, E[item t]),   s_i = E[i] . h_t + b_i
///
/// With several layers, each reads the states of the one below it.
struct TiedGRU: Sendable {
  /// [items, hidden], read and compared with ("constrained embedding").
  let items: Embedding
  /// [items, 1] the logit of each item at a state of zeros.
  let bias: Parameter
  let layers: [GRU]
  /// Items without events, of which nothing is learnt.
  let unknown: [Int]

  /// - Parameters:
  ///   - counts: [items] the events of each item.
  ///   - startsAtPopularity: true if biases start at the logarithms of the counts; false: at 0, for a loss of
  ///     differences.
  init(
    counts: [Int], startsAtPopularity: Bool, hidden: Int, layers count: Int,
    using generator: inout SeededGenerator
  ) {
    let itemCount = counts.count
    unknown = counts.indices.filter { counts[$0] == 0 }
    items = Embedding(
      "item", count: itemCount, dimension: hidden,
      deviation: 1 / Float(hidden).squareRoot(), using: &generator)
    bias = Parameter("item.bias", rows: itemCount, columns: 1, isTable: true)
    if startsAtPopularity {
      let whole = counts.reduce(counts.count, +)
      bias.initialise { bias in
        for (item, count) in counts.enumerated() {
          bias[item] = fastLog(Float(count + 1) / Float(whole))
        }
      }
    }
    layers = (0..<count).map {
      GRU($0 == 0 ? "gru" : "gru.\($0 + 1)", inputs: hidden, hidden: hidden, using: &generator)
    }
  }

  var hidden: Int { items.table.columns }
  var itemCount: Int { items.table.rows }
  var parameters: [Parameter] { items.parameters + [bias] + layers.flatMap(\.parameters) }
}

extension TiedGRU {
  /// Returns the states before each event of a batch, [steps * rows, hidden], and each layer's after the last step,
  /// [rows, hidden].
  ///
  /// - Parameter before: each layer's states before the batch; nil: zeros.
  func states(
    before batch: SequenceBatch, from before: [[Float]]?, dropout: Float, on tape: Tape
  ) -> (Variable, last: [[Float]]) {
    let count = batch.rows * hidden
    var x = tape.gather(items.table, batch.items)
    var shifted = x
    var last: [[Float]] = []
    for (place, layer) in layers.enumerated() {
      let initial = before.map {
        tape.constant(Array($0[place].prefix(count)), rows: batch.rows, columns: hidden)
      }
      x = tape.gru(
        tape.dropout(x, rate: dropout), layer, steps: batch.steps, lengths: batch.lengths,
        initial: initial)
      last.append(
        Array(UnsafeBufferPointer(start: x.value + (batch.steps - 1) * count, count: count)))
      shifted = tape.shift(x, by: batch.rows, initial: initial)
    }
    return (tape.dropout(shifted, rate: dropout), last)
  }
}
