import Debut

/// Self-attention over (item, rating) sequences, around a running bias model.
///
/// - Stability: stable.
public final class AttentionSequence: GradientRecommender, ScoringModel {
  public struct Options: ModelOptions {
    public var factors = 16
    public var heads = 2
    public var depth = 16
    public var blocks = 1
    public var window = 64
    public var dropout: Float = 0.3
    public var regularisation: Float = 1000
    public var learningRate: Float = 0.003
    public var weightDecay: Float = 0.001

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 1...1024, "length of the item vectors"),
      .init("heads", \.heads, in: 1...64, "heads of each attention"),
      .init("depth", \.depth, in: 1...256, "numbers of one head"),
      .init("blocks", \.blocks, in: 1...16, "blocks of attention, one after the other"),
      .init(
        "window", \.window, in: 1...1024, "ratings that an attention looks back, its own included"),
      .init("dropout", \.dropout, in: 0...0.95, "share dropped in training"),
      .init(
        "regularisation", \.regularisation, in: 0...100_000,
        "weight of the squared length of an item's own numbers against its squared errors"),
      .init("learning-rate", \.learningRate, in: 1e-6...1, "AdamW's highest learning rate"),
      .init("weight-decay", \.weightDecay, in: 0...10, "decoupled decay of all weights"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "attention-sequence",
    summary: "causal self-attention over the last ratings, around an online bias model",
    discussion: """
      Predicts what is left of a rating after mean and item bias. Each rating is read as how far it was \
      from what three running means of the user led to expect, the item's bias, number of ratings and \
      vector, and the position; blocks of causal self-attention look back over the last `window` of \
      them, with a learnt weight for each distance. What comes out is a user vector that stands against \
      the item's side, as in `gru-sequence`. Training sees every position of every user at once and \
      starts exactly at the decayed bias model.

      Unlike the original it reads ratings, predicts them, and looks back over a window in place of a \
      fixed number of positions, so that histories of any length are one sequence. A user is the keys \
      and values of the last `window` ratings: one rating more costs one query over them, without \
      replay, and nothing of training users is kept.
      """,
    reference:
      "Kang and McAuley 2018 (SASRec); Raffel et al. 2020 (distances); Koren 2009 (biases)",
    training: TrainingDefaults(
      epochs: 12, batch: 24, sampler: "every-position", accepts: [.everyPosition]),
    formerName: "sasrec")

  let options: Options
  /// Floats on the tape that a batch is cut into pieces by.
  var tape = AttentionSequence.usualTape
  private(set) var network: AttentionNetwork?
  private var fit: BiasFit?
  public private(set) var scorer: AttentionScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { network?.parameters ?? [] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, decay: options.weightDecay)
  }

  public var gradientNormLimit: Float? { 1 }

  public func learningRateFactor(progress: Float, epochs: Int) -> Float {
    Self.warmUpThenFall(progress: progress, epochs: epochs)
  }

  /// The rows of the default batch, which are computed at once as long as they fit.
  private static let usualRows = 24
  /// Floats on the tape for the rows that are computed at once; for those of the default batch eight times as
  /// many.
  private static let usualTape = 1 << 26

  public func rowsAtOnce(ofBatchWith rows: Int, steps: Int) -> Int {
    Self.rowsAtOnce(options, rows: rows, steps: steps, tape: tape)
  }

  private static func rowsAtOnce(
    _ options: Options, rows: Int, steps: Int, tape: Int = usualTape
  ) -> Int {
    let row = MemorySum.product(floats(ofPosition: options), max(steps, 1))
    let fitting = max(tape / row, min(usualRows, MemorySum.product(8, tape) / row), 1)
    return min(rows, fitting)
  }

  /// Returns the floats that a position takes on the tape, values and gradients.
  private static func floats(ofPosition options: Options) -> Int {
    let width = options.heads * options.depth
    let inputs = AttentionNetwork.inputs + AttentionNetwork.features + 2 * options.factors
    let block = options.heads * options.window + 2 * (14 * width)
    return 2 * (2 * inputs + 4 * options.factors + 6 * width) + options.blocks * block
  }

  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let width = options.heads * options.depth
    var memory = MemorySum()
    memory.addTrained(size.items, options.factors)
    memory.addTrained(options.blocks, 8 * width + options.heads * options.window, width)
    memory.addTrained(2 * options.factors + 64, 2 * width)
    // The content, the biases with doubles and counts of users and items, and the packed vectors.
    memory.addFloats(size.items, 2 * options.factors + 64)
    memory.addBytes(size.users, 32)
    memory.addOnTape(
      rowsAtOnce(options, rows: size.batch, steps: size.longestHistory), size.longestHistory,
      // Half as much again for masks, norms and packed weights, which do not decide on the rows.
      MemorySum.product(3, floats(ofPosition: options)) / 2)
    // The batch itself, beside the tape.
    memory.addFloats(size.batch, size.longestHistory, 12)
    return memory.bytes
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let fit = try BiasFit(data, check: run.checkGoesOn)
    network = AttentionNetwork(
      fit, unit: Self.deviation(of: data, fit), content: ItemContent.table(data), options,
      using: &generator)
    self.fit = fit
  }

  /// Returns the root mean square of the ratings around the item biases; 1 if it is almost 0.
  private static func deviation(of data: TrainingSet, _ fit: BiasFit) -> Float {
    var sum = 0.0
    for rating in data.histories.joined() {
      let residual = Double(rating.rating) - fit.mean - fit.itemBiases[rating.item]
      sum += residual * residual
    }
    let deviation = (sum / Double(max(data.histories.ratingCount, 1))).squareRoot()
    return deviation > 1e-3 ? Float(deviation) : 1
  }

  public func prepareToAnswer(_ run: TrainingContext) {
    scorer = network.map { AttentionScorer($0, kernels: run.compute.kernels) }
  }
}

// MARK: Training

extension AttentionSequence {
  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let network else { preconditionFailure("a model is prepared before it is trained") }
    let signals = BatchInputs(batch, network, on: tape) { features(of: $0, in: batch, network) }
    let own = tape.gather(network.items.table, batch.items)
    let vectors = tape.add(
      tape.scaleRows(own, by: signals.trusts),
      tape.linear(tape.gather(network.itemContent, batch.items), network.content))
    let users = network.users(
      tape.concatenate([signals.inputs, vectors, tape.scaleRows(vectors, by: signals.surprises)]),
      on: tape, dropout: options.dropout, steps: batch.steps, lengths: batch.lengths)
    let error = tape.meanSquaredError(
      tape.rowDots(users, tape.concatenate([signals.features, vectors])),
      targets: signals.residuals, weights: batch.targets)
    var penalties = [Float](repeating: 0, count: batch.items.count)
    penalties.withUnsafeMutableBufferPointer {
      batch.writeItemPenalties(counts: network.itemCounts.value.base, into: $0)
    }
    let penalty = tape.weightedSquares(own, weights: penalties)
    return tape.add(error, tape.scale(penalty, by: options.regularisation))
  }

  /// Returns the features that the rating would have if it were a fresh user's: the item's bias and count
  /// without this rating.
  private func features(
    of entry: Int, in batch: SequenceBatch, _ network: AttentionNetwork
  ) -> RatingFeatures {
    let item = Int(batch.items[entry])
    let user = Int(batch.users[entry % batch.rows])
    return RatingFeatures(
      rating: batch.ratings[entry], mean: network.mean.value.base[0],
      itemBias: Float(fit?.itemBias(item, without: batch.ratings[entry], of: user) ?? 0),
      itemCount: network.itemCounts.value.base[item] - 1, unit: network.unit.value.base[0])
  }
}

/// The numbers of a batch on the tape, time-major; zeros after a row's end.
private struct BatchInputs {
  /// [entries, inputs] features of each rating.
  let inputs: Variable
  /// [entries, features] the user's means before each rating, and the item's features.
  let features: Variable
  /// [entries] targets of the prediction.
  private(set) var residuals: [Float]
  /// [entries] weights of the items' own vectors.
  private(set) var trusts: [Float]
  /// [entries] deviation of each rating from the quickest mean.
  private(set) var surprises: [Float]

  init(
    _ batch: SequenceBatch, _ network: AttentionNetwork, on tape: Tape,
    _ ratingFeatures: (Int) -> RatingFeatures
  ) {
    func zeros(_ columns: Int) -> Variable {
      tape.constant(rows: batch.items.count, columns: columns) { $0.update(repeating: 0) }
    }
    inputs = zeros(AttentionNetwork.inputs)
    features = zeros(AttentionNetwork.features)
    residuals = Array(repeating: 0, count: batch.items.count)
    (trusts, surprises) = (residuals, residuals)
    for row in 0..<batch.rows {
      var running = RunningMeans(shrinkage: 3)
      for step in 0..<Int(batch.lengths[row]) {
        let entry = step * batch.rows + row
        let rating = ratingFeatures(entry)
        let means = running.values
        AttentionNetwork.write(
          rating, means: means, position: step,
          into: inputs.value + entry * AttentionNetwork.inputs)
        let side = features.value + entry * AttentionNetwork.features
        for i in 0..<RunningMeans.count { side[i] = means[i] }
        rating.writeItem(into: side + RunningMeans.count)
        residuals[entry] = rating.residual
        trusts[entry] = RatingFeatures.trust(rating.itemCount)
        surprises[entry] = rating.deviation(from: means[AttentionNetwork.anchor])
        running.add(rating.residual)
      }
    }
  }
}
