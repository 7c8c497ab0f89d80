import Debut

/// Self-attention over (item, rating) sequences, around an online bias model.
public final class SASRec: GradientRecommender {
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
    name: "sasrec",
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
      epochs: 12, batch: 24, sampler: "every-position", accepts: [.everyPosition]))

  let options: Options
  private(set) var network: AttentionNetwork?
  private var fit: BiasFit?
  var answers: AttentionScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { network?.parameters ?? [] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, decay: options.weightDecay)
  }

  public var gradientNormLimit: Float? { 1 }

  public func learningRateFactor(progress: Float, epochs: Int) -> Float {
    min(1, progress * Float(epochs) + 0.1) * (1 - progress)
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let fit = BiasFit(data)
    network = AttentionNetwork(
      fit, unit: Self.deviation(of: data, fit), content: ItemContent.table(data), options,
      using: &generator)
    self.fit = fit
  }

  /// The root mean square of the ratings around the item biases; 1 where they all agree.
  private static func deviation(of data: TrainingSet, _ fit: BiasFit) -> Float {
    var sum = 0.0
    for rating in data.histories.joined() {
      let residual = Double(rating.rating) - fit.mean - fit.itemBiases[rating.item]
      sum += residual * residual
    }
    let deviation = (sum / Double(max(data.histories.ratingCount, 1))).squareRoot()
    return deviation > 1e-3 ? Float(deviation) : 1
  }
}

// MARK: Training

extension SASRec {
  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let network else { preconditionFailure("a model is prepared before it is trained") }
    let signals = BatchSignals(batch, network, on: tape) { residual(of: $0, in: batch, network) }
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
    let penalty = tape.weightedSquares(own, weights: penalties(batch, network))
    return tape.add(error, tape.scale(penalty, by: options.regularisation))
  }

  /// What a fresh user's rating would be known by: the item's bias and count without the training
  /// user's own part.
  private func residual(
    of entry: Int, in batch: SequenceBatch, _ network: AttentionNetwork
  ) -> RatingFeatures {
    let item = Int(batch.items[entry])
    let user = Int(batch.users[entry % batch.rows])
    let unit = network.unit.value.base[0]
    let bias = Float(fit?.itemBias(item, without: batch.ratings[entry], of: user) ?? 0)
    return RatingFeatures(
      residual: (batch.ratings[entry] - network.mean.value.base[0] - bias) / unit,
      itemBias: bias / unit, itemCount: network.itemCounts.value.base[item] - 1)
  }

  /// 1 / (ratings of the item) for each entry, shared out over the batch's ratings: over an epoch each
  /// item's penalty counts about once against the squared errors of its ratings.
  private func penalties(_ batch: SequenceBatch, _ network: AttentionNetwork) -> [Float] {
    let total = Float(max(batch.lengths.reduce(0) { $0 + Int($1) }, 1))
    return batch.items.indices.map { entry in
      let isRead = entry / batch.rows < Int(batch.lengths[entry % batch.rows])
      return isRead ? 1 / (total * network.itemCounts.value.base[Int(batch.items[entry])]) : 0
    }
  }
}

/// The numbers that a batch gives to the tape, time-major; zeros where a row has ended.
private struct BatchSignals {
  /// [entries, inputs]
  let inputs: Variable
  /// [entries, features]
  let features: Variable
  /// What is to be predicted.
  private(set) var residuals: [Float]
  /// Weights of the items' own vectors.
  private(set) var trusts: [Float]
  /// How far each rating was from what the quickest mean expected.
  private(set) var surprises: [Float]

  init(
    _ batch: SequenceBatch, _ network: AttentionNetwork, on tape: Tape,
    _ signal: (Int) -> RatingFeatures
  ) {
    func zeros(_ columns: Int) -> Variable {
      tape.constant(rows: batch.items.count, columns: columns) { $0.update(repeating: 0) }
    }
    inputs = zeros(RatingFeatures.inputs)
    features = zeros(RatingFeatures.features)
    residuals = Array(repeating: 0, count: batch.items.count)
    (trusts, surprises) = (residuals, residuals)
    for row in 0..<batch.rows {
      var running = RatingFeatures.Means()
      for step in 0..<Int(batch.lengths[row]) {
        let entry = step * batch.rows + row
        let signal = signal(entry)
        let means = running.values
        signal.write(
          inputs.value + entry * RatingFeatures.inputs, means: means, position: step)
        RatingFeatures.write(
          features.value + entry * RatingFeatures.features, means: means,
          itemBias: signal.itemBias, itemCount: signal.itemCount)
        residuals[entry] = signal.residual
        trusts[entry] = AttentionNetwork.trust(signal.itemCount)
        surprises[entry] = signal.residual - means[RatingFeatures.anchor]
        running.add(signal.residual)
      }
    }
  }
}
