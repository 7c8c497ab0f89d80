import Debut

/// A GRU's state in the place of the user vector, around an online bias model.
public final class GRUSequenceModel: GradientRecommender {
  public struct Options: ModelOptions {
    public var factors = 16
    public var hidden = 32
    public var content = true
    public var dropout: Float = 0.3
    public var regularisation: Float = 1000
    public var shrinkage: Float = 3
    public var learningRate: Float = 0.003
    public var weightDecay: Float = 0.001

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 0...1024, "length of the item vectors; 0: none"),
      .init("hidden", \.hidden, in: 1...4096, "numbers in the state that stands for a user"),
      .init(
        "content", \.content, "make item vectors from genres and years too, where these are known"),
      .init("dropout", \.dropout, in: 0...0.95, "share of the state dropped in training"),
      .init(
        "regularisation", \.regularisation, in: 0...100_000,
        "weight of the squared length of an item's own numbers against its squared errors"),
      .init(
        "shrinkage", \.shrinkage, in: 0.001...1000,
        "ratings at the expected value that every bias is averaged with"),
      .init("learning-rate", \.learningRate, in: 1e-6...1, "AdamW's highest learning rate"),
      .init("weight-decay", \.weightDecay, in: 0...10, "decoupled decay of all weights"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "gru-sequence",
    summary: "a GRU over all ratings, around an online bias model; one step for each new rating",
    discussion: """
      Predicts what is left of a rating after mean and item bias. A GRU reads the user's ratings in \
      their order: how far each was from what three running means of the user (decaying by 1, 0.97 and \
      0.9 a rating) led to expect, the item's bias and number of ratings, the position, and the item's \
      vector. Its state becomes, by one linear layer, a user vector that stands against the item's \
      side: the three running means, the item's bias, its number of ratings and its vector. So the \
      state decides how fast to follow the user's drift, how much to trust the item's mean, and what \
      kind of item to move up: unlike in `mlinknet` or `bias`, lists differ between users.

      An item's vector is made from its genres and year, where these are known, plus numbers of its \
      own, which only items with many ratings have and `regularisation` keeps small: left free they \
      would remember who rated the item. Without genres (`content=no`) lists hardly differ.

      Training starts exactly at the decayed bias model and sees every position of every user at once. \
      An item's bias is taken without the training user's own rating, as a fresh user's is. The loss \
      is the squared error in units of the residuals' variance, plus the penalty on item vectors; AdamW \
      with a warm-up over the first epoch and a linear fall to zero.

      A user is the state, and nothing of training users is kept: known and fresh users are answered \
      alike. One more rating is one step of the GRU, without replay; a score costs one product of \
      short vectors. It needs some hundred users to learn anything beyond `bias`, and ratings in a \
      meaningful order. Times are not read.
      """,
    reference:
      "Cho et al. 2014 (GRU); Hidasi et al. 2016 (sequences of items); Koren 2009 (drifting biases)",
    training: TrainingDefaults(
      epochs: 12, batch: 24, sampler: "every-position", accepts: [.everyPosition], chunk: 96))

  let options: Options
  private(set) var network: SequenceNetwork?
  private var fit: BiasFit?
  private var carried: Carried?
  var answers: SequenceAnswers?

  /// What goes over from one piece of a batch to the next.
  private struct Carried {
    /// [rows, hidden]
    var states: [Float]
    /// [rows]
    var biases: [OnlineBiases]
  }

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { network?.parameters ?? [] }

  public var optimiser: AdamOptions {
    var adam = AdamOptions()
    adam.learningRate = options.learningRate
    adam.decay = options.weightDecay
    return adam
  }

  public var gradientNormLimit: Float? { 1 }

  public func learningRateFactor(progress: Float, epochs: Int) -> Float {
    min(1, progress * Float(epochs) + 0.1) * (1 - progress)
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingRun, using generator: inout SeededGenerator
  ) throws {
    let shrinkage = Double(options.shrinkage)
    let fit = BiasFit(data, userShrinkage: shrinkage, itemShrinkage: shrinkage)
    network = SequenceNetwork(
      fit, unit: Self.deviation(of: data, fit),
      content: options.content
        ? ItemContent.table(data)
        : Parameter("item.content", rows: data.itemCount, columns: 0, isTrained: false),
      factors: options.factors, hidden: options.hidden, using: &generator)
    self.fit = fit
  }

  /// The root mean square of the ratings around the item biases; 1 where they all agree.
  private static func deviation(of data: TrainingSet, _ fit: BiasFit) -> Float {
    var sum = 0.0
    for history in data.histories {
      for (item, rating) in zip(history.items, history.ratings) {
        let residual = Double(rating) - fit.mean - fit.itemBiases[Int(item)]
        sum += residual * residual
      }
    }
    let deviation = (sum / Double(max(data.histories.ratingCount, 1))).squareRoot()
    return deviation > 1e-3 ? Float(deviation) : 1
  }
}

// MARK: Training

extension GRUSequenceModel {
  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let network else { preconditionFailure("a model is prepared before it is trained") }
    let before = batch.firstStep == 0 ? nil : carried
    var biases =
      before?.biases
      ?? Array(
        repeating: OnlineBiases(shrinkage: Double(options.shrinkage)), count: batch.rows)
    let signals = Signals(batch, &biases, on: tape) { signal($0, in: batch, network) }

    var inputs = [signals.inputs]
    var side = [signals.features]
    var penalty: Variable?
    if let items = network.items {
      let rows = tape.gather(items.table, batch.items)
      var vectors = tape.scaleRows(rows, by: Array(signals.trusts.floats))
      if let content = network.content {
        vectors = tape.add(
          vectors, tape.linear(tape.gather(network.itemContent, batch.items), content))
      }
      inputs += [vectors, tape.scaleRows(vectors, by: Array(signals.surprises.floats))]
      side.append(vectors)
      penalty = tape.weightedSquares(rows, weights: penalties(batch, network))
    }

    let initial = before.map {
      tape.constant(
        Array($0.states.prefix(batch.rows * options.hidden)), rows: batch.rows,
        columns: options.hidden)
    }
    let states = tape.gru(
      tape.concatenate(inputs), network.gru, steps: batch.steps, lengths: batch.lengths,
      initial: initial)
    carry(states, biases, batch)

    let known = tape.shift(states, by: batch.rows, initial: initial)
    let users = tape.linear(tape.dropout(known, rate: options.dropout), network.head)
    let error = tape.meanSquaredError(
      tape.rowDots(users, tape.concatenate(side)), targets: Array(signals.residuals.floats),
      weights: batch.targets)
    return penalty.map { tape.add(error, tape.scale($0, by: options.regularisation)) } ?? error
  }

  /// What a fresh user's rating would be known by: without the training user's own part in it.
  private func signal(
    _ entry: Int, in batch: SequenceBatch, _ network: SequenceNetwork
  ) -> RatingSignal {
    let item = Int(batch.items[entry])
    let rating = batch.ratings[entry]
    let unit = network.unit.value.base[0]
    let user = Int(batch.users[entry % batch.rows])
    let bias = Float(fit?.itemBias(item, without: rating, of: user) ?? 0)
    return RatingSignal(
      residual: (rating - network.mean.value.base[0] - bias) / unit, itemBias: bias / unit,
      itemCount: network.itemCounts.value.base[item] - 1)
  }

  /// 1 / (ratings of the item) for each entry, shared out over the batch's ratings: over an epoch each
  /// item's penalty counts about once against the squared errors of its ratings.
  private func penalties(_ batch: SequenceBatch, _ network: SequenceNetwork) -> [Float] {
    let total = Float(max(batch.lengths.reduce(0) { $0 + Int($1) }, 1))
    return (0..<batch.steps * batch.rows).map { entry in
      let isRead = entry / batch.rows < Int(batch.lengths[entry % batch.rows])
      return isRead
        ? 1 / (total * network.itemCounts.value.base[Int(batch.items[entry])]) : 0
    }
  }

  private func carry(_ states: Variable, _ biases: [OnlineBiases], _ batch: SequenceBatch) {
    guard batch.continues else {
      carried = nil
      return
    }
    let count = batch.rows * options.hidden
    let last = states.value + (batch.steps - 1) * count
    carried = Carried(
      states: Array(UnsafeBufferPointer(start: last, count: count)), biases: biases)
  }
}

/// The numbers that a batch gives to the tape, time-major; zeros where a row has ended.
private struct Signals {
  /// [entries, signals]
  let inputs: Variable
  /// [entries, features]
  let features: Variable
  /// [entries, 1] what is to be predicted.
  let residuals: Variable
  /// [entries, 1] the weight of the item's vector.
  let trusts: Variable
  /// [entries, 1] see `RatingSignal.surprise`.
  let surprises: Variable

  /// Rows that a thread takes at a time.
  private static let rowsOfShard = 2

  /// - Parameter biases: [rows at least] of before the batch; of after it on return.
  init(
    _ batch: SequenceBatch, _ biases: inout [OnlineBiases], on tape: Tape,
    _ signal: (Int) -> RatingSignal
  ) {
    func zeros(_ columns: Int) -> Variable {
      tape.constant(rows: batch.steps * batch.rows, columns: columns) { $0.update(repeating: 0) }
    }
    inputs = zeros(SequenceNetwork.signals)
    features = zeros(SequenceNetwork.features)
    residuals = zeros(1)
    trusts = zeros(1)
    surprises = zeros(1)
    biases.withUnsafeMutableBufferPointer { biases in
      tape.compute.forBlocks(of: Self.rowsOfShard, in: batch.rows) { first, count in
        for row in first..<first + count { write(row, of: batch, &biases[row], signal) }
      }
    }
  }

  private func write(
    _ row: Int, of batch: SequenceBatch, _ biases: inout OnlineBiases,
    _ signal: (Int) -> RatingSignal
  ) {
    for step in 0..<Int(batch.lengths[row]) {
      let entry = step * batch.rows + row
      let signal = signal(entry)
      let means = biases.means
      signal.write(
        inputs.value + entry * SequenceNetwork.signals, means: means,
        position: batch.firstStep + step)
      RatingSignal.write(
        features.value + entry * SequenceNetwork.features, means: means,
        itemBias: signal.itemBias, itemCount: signal.itemCount)
      residuals.value[entry] = signal.residual
      trusts.value[entry] = SequenceNetwork.trust(signal.itemCount)
      surprises.value[entry] = signal.surprise(means)
      biases.add(signal.residual)
    }
  }
}
