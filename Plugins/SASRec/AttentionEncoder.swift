import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The network of `sasrec`:
///
///     x_t = sqrt(d) E[item t],   x = block(x) for each block,   h = norm(x),   s_i = E[i] . h_t + b_i
///
/// The vectors that are read are those that its output is compared with. Positions are known by the blocks' biases of
/// distances.
struct AttentionEncoder: Sendable {
  /// [items, d]
  let items: Embedding
  /// [items, 1] the logit of each item at an output of zeros, as before any event.
  let bias: Parameter
  let blocks: [AttentionBlock]
  let norm: LayerNorm
  /// Items without events, of which nothing was learnt.
  let unknown: [Int]

  /// - Parameters:
  ///   - counts: [items] the events of each item.
  ///   - startsAtPopularity: true starts the biases at the logarithms of the items' shares; false at 0, for a loss of
  ///     differences.
  init(
    counts: [Int], startsAtPopularity: Bool, _ options: SASRec.Options,
    using generator: inout SeededGenerator
  ) {
    let width = options.heads * options.depth
    unknown = counts.indices.filter { counts[$0] == 0 }
    items = Embedding(
      "item", count: counts.count, dimension: width, deviation: 1 / Float(width).squareRoot(),
      using: &generator)
    bias = Parameter("item.bias", rows: counts.count, columns: 1, isTable: true)
    if startsAtPopularity {
      let whole = counts.reduce(counts.count, +)
      bias.initialise { bias in
        for (item, count) in counts.enumerated() {
          bias[item] = log(Float(count + 1) / Float(whole))
        }
      }
    }
    var blocks: [AttentionBlock] = []
    for b in 0..<options.blocks {
      blocks.append(
        AttentionBlock(
          "blocks.\(b)", options.block, width: width, heads: options.heads,
          window: options.window, inner: Self.inner(options), using: &generator))
    }
    self.blocks = blocks
    norm = LayerNorm("norm", columns: width)
  }

  /// Returns the numbers of the feed-forward part of a block: as many as published, or four times as many in a gated
  /// one.
  static func inner(_ options: SASRec.Options) -> Int {
    let width = options.heads * options.depth
    return options.block == .plain ? width : 4 * width
  }

  var width: Int { items.table.columns }
  /// Factor on the vectors that are read, so that their numbers are of size 1 at the start.
  var scale: Float { Float(width).squareRoot() }
  var parameters: [Parameter] {
    items.parameters + [bias] + blocks.flatMap(\.parameters) + norm.parameters
  }

  /// Returns the outputs before each event of a batch, [steps * rows, d]; zeros before the first.
  func states(before batch: SequenceBatch, dropout: Float, on tape: Tape) -> Variable {
    var x = tape.scale(tape.gather(items.table, batch.items), by: scale)
    x = tape.dropout(x, rate: dropout)
    for block in blocks {
      x = tape.apply(block, to: x, dropout: dropout, steps: batch.steps, lengths: batch.lengths)
    }
    return tape.shift(tape.normalise(x, norm), by: batch.rows)
  }
}
