import Tensors

/// mLinkNet as its authors evidently meant it, at its real sizes: the class of the same name in
/// `Scripts/golden/make_golden.py`.
struct MissingLinkNet {
  static let dimension = 100
  let embedding: Embedding
  let gru: GRU
  let linear: Linear
  let norm: BatchNorm
  let output: Linear

  init(items: Int, seed: UInt64 = 0) {
    var generator = SplitMix(seed: seed)
    let dimension = MissingLinkNet.dimension
    embedding = Embedding("embedding", count: items, dimension: dimension, using: &generator)
    gru = GRU("gru", inputs: dimension + 1, hidden: dimension + 1, using: &generator)
    linear = Linear(
      "linear", inputs: 2 * dimension + 1, outputs: 256, bias: false, using: &generator)
    norm = BatchNorm("norm", columns: 256)
    output = Linear("output", inputs: 256, outputs: 1, bias: false, using: &generator)
  }

  var parameters: [Parameter] {
    embedding.parameters + gru.parameters + linear.parameters + norm.parameters + output.parameters
  }

  /// A batch: items and ratings / 5 of the sequences, time-major; items and ratings / 5 to predict.
  struct Batch {
    var items: [Int32]
    var ratings: [Float]
    var targets: [Int32]
    var truth: [Float]
    var lengths: [Int32]?
    /// Rows of the states after the last step, made beforehand: a step is not to allocate by its size.
    let last: [Int32]

    var count: Int { targets.count }
    var steps: Int { items.count / targets.count }

    /// As the script draws it.
    init(items: Int, steps: Int, batch: Int, salt: Int = 100) {
      func item(_ u: Float) -> Int32 { Int32(u * Float(items)) }
      func rating(_ u: Float) -> Float { (u * 10 + 1).rounded(.down) / 2 / 5 }
      self.items = Noise.unit(salt, count: steps * batch).map(item)
      ratings = Noise.unit(salt + 1, count: steps * batch).map(rating)
      targets = Noise.unit(salt + 2, count: batch).map(item)
      truth = Noise.unit(salt + 3, count: batch).map(rating)
      last = (0..<batch).map { Int32((steps - 1) * batch + $0) }
    }
  }

  /// Predictions [batch, 1]. `mask` replaces the drawn dropout.
  func predictions(_ batch: Batch, mask: [Float]? = nil, on tape: Tape) -> Variable {
    let ratings = tape.constant(batch.ratings, rows: batch.ratings.count, columns: 1)
    let x = tape.concatenate([tape.gather(embedding.table, batch.items), ratings])
    let states = tape.gru(x, gru, steps: batch.steps, lengths: batch.lengths)
    let pair = tape.concatenate([
      tape.select(states, rows: batch.last), tape.gather(embedding.table, batch.targets),
    ])
    let dropped =
      mask.map {
        tape.dropout(pair, mask: tape.constant($0, rows: pair.rows, columns: pair.columns))
      } ?? tape.dropout(pair, rate: 0.3)
    let hidden = tape.batchNorm(tape.linear(dropped, linear), norm)
    return tape.sigmoid(tape.linear(hidden, output))
  }
}
