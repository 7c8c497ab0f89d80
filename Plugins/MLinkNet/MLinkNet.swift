import Debut

/// mLinkNet, the published model that this project began with, reproduced faithfully.
///
///     e_i in R^100;  x_t = [e_(item t), rating t / 5];  h = GRU(x_1 ... x_19), 101 units
///     rating / 5 = sigmoid(w2 . norm(W1 dropout([h, e_i])))
///
/// - Stability: stable.
public final class MLinkNet: GradientRecommender {
  public typealias Options = MLinkNetOptions

  public static let descriptor = ModelDescriptor(
    name: "mlinknet",
    summary: "the published GRU over 19 (item, rating) pairs in place of the user vector",
    discussion: """
      Learns a vector for each item and a GRU that reads the last 19 ratings, each as the item's \
      vector beside the rating. Its last state and the target item's vector go through dropout, dense \
      256, batch normalisation, dense 1 and a sigmoid. Trained on rating / highest rating with mean \
      squared error, Adam, 20 ratings of each user at a time.

      A fresh user is read like any other. One more rating re-reads the whole window, unlike \
      `gru-sequence`, which only steps on; a score then costs one addition, an item's half of the \
      head being known beforehand. Users with fewer than 20 ratings are left out of training. An item \
      without training ratings keeps its random vector, and its answers are as good as that.

      It cannot personalise a list: no non-linearity stands between its two dense layers, so the \
      rating is sigmoid(a.h + c.e + d), a number of the user plus a number of the item, and the order \
      of items is the same for everyone. `head=relu` shows what mends that. And as published \
      (`indexing=published`) it does not read the sequence: its indices take the first two time steps \
      in place of the item and rating columns, so that one item's number enters as a quantity and \
      seventeen of the nineteen ratings not at all. Expect the published model at the level of \
      `global-mean`, the mended one behind `item-mean`. It stands here as the reference.
      """,
    reference:
      "python4ml, experiments/rnn_log_cf_recommand.ipynb: Replacing User Latent Vector With "
      + "Behavioural Sequence RNN Output For CF Recommendation",
    training: TrainingDefaults(
      epochs: 50, batch: 16, sampler: "random-20", accepts: [.lastPosition], smallestBatch: 2))

  struct Layers: Sendable {
    let items: Embedding
    let gru: GRU
    let first: Linear
    let norm: BatchNorm
    let second: Linear

    var parameters: [Parameter] {
      items.parameters + gru.parameters + first.parameters + norm.parameters + second.parameters
    }
  }

  private let options: Options
  private(set) var layers: Layers?
  private var highest: Float = 5
  public private(set) var scorer: MLinkNetScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { layers?.parameters ?? [] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, sparseTables: options.adam == .sparse)
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let factors = options.factors
    layers = try Layers(
      items: Embedding(
        "emb", count: data.itemCount, dimension: factors, using: &generator,
        check: run.checkGoesOn),
      gru: GRU("gru", inputs: factors + 1, hidden: factors + 1, using: &generator),
      first: Linear(
        "l1", inputs: 2 * factors + 1, outputs: options.units, bias: false, using: &generator),
      norm: BatchNorm("bn", columns: options.units),
      second: Linear("l2", inputs: options.units, outputs: 1, bias: false, using: &generator))
    highest = data.scale.highest
  }

  /// Returns the bytes of the items' vectors, the GRU, the dense layers, the items' halves of the head, and a
  /// batch.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let hidden = options.factors + 1
    var memory = MemorySum()
    memory.addTrained(size.items, options.factors)
    memory.addTrained(6, hidden, hidden)
    memory.addTrained(options.units, 2 * hidden + 4)
    memory.addFloats(size.items, options.head == .relu ? options.units : 1)
    memory.addBytes(16, size.items)
    memory.addOnTape(size.batch, size.longestExample, 20 * hidden)
    // The GRU's weights, packed for both directions.
    memory.addOnTape(24, hidden, hidden)
    memory.addOnTape(size.batch, 12 * hidden + 6 * options.units)
    // The window that an answer reads.
    memory.addFloats(options.window, 8 * hidden)
    return memory.bytes
  }

  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let layers else { preconditionFailure("a model is prepared before it is trained") }
    let targets = batch.lengths.enumerated().map { (Int($1) - 1) * batch.rows + $0 }
    let reading = MLinkNetReading(
      options.indexing, items: batch.items, shares: batch.ratings.map { $0 / highest },
      lengths: batch.lengths.map { $0 - 1 }, tableRows: layers.items.table.rows)
    let pair = tape.concatenate([
      state(after: reading, layers, tape),
      tape.gather(layers.items.table, targets.map { batch.items[$0] }),
    ])
    let hidden = tape.batchNorm(
      tape.linear(tape.dropout(pair, rate: options.dropout), layers.first), layers.norm)
    let logits = tape.linear(options.head == .relu ? tape.relu(hidden) : hidden, layers.second)
    return tape.meanSquaredError(
      tape.sigmoid(logits), targets: targets.map { batch.ratings[$0] / highest })
  }

  /// Returns the GRU's last state, [rows, factors + 1].
  private func state(after reading: MLinkNetReading, _ layers: Layers, _ tape: Tape) -> Variable {
    let rows = reading.rows
    guard reading.steps > 0 else {
      return tape.constant(rows: rows, columns: layers.gru.hidden) { $0.update(repeating: 0) }
    }
    let input = tape.concatenate([
      tape.gather(layers.items.table, reading.embedded),
      tape.constant(reading.numbers, rows: reading.steps * rows, columns: 1),
    ])
    let states = tape.gru(
      input, layers.gru, steps: reading.steps, lengths: reading.lengths, initial: nil)
    let last = (reading.steps - 1) * rows
    return tape.select(states, rows: (last..<last + rows).map(Int32.init))
  }
}

// MARK: Predicting

extension MLinkNet: ScoringModel {
  public func prepareToAnswer(_ run: TrainingContext) {
    guard let layers else { return }
    scorer = MLinkNetScorer(layers, options, highest: highest, kernels: run.compute.kernels)
  }
}

extension MLinkNet: ProvidesItemVectors {
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    ItemVectors.result(layers.map { ItemVectors($0.items.table) })
  }
}
