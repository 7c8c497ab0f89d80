import Debut

/// A GRU's state in the place of the user vector, around an online bias model.
public final class GRUSequenceModel: GradientRecommender {
  public struct Options: ModelOptions {
    public var factors = 8
    public var hidden = 32
    public var dropout: Float = 0.3
    public var regularisation: Float = 1000
    public var shrinkage: Float = 3
    public var learningRate: Float = 0.003
    public var weightDecay: Float = 0.001

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 0...1024, "length of the item vectors; 0: none"),
      .init("hidden", \.hidden, in: 1...4096, "numbers in the state that stands for a user"),
      .init("dropout", \.dropout, in: 0...0.95, "share of the state dropped in training"),
      .init(
        "regularisation", \.regularisation, in: 0...100_000,
        "weight of an item vector's squared length against its ratings' squared errors"),
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
      epochs: 8, batch: 24, sampler: "every-position", accepts: [.everyPosition], chunk: 96))

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
      fit, unit: Self.deviation(of: data, fit), factors: options.factors,
      hidden: options.hidden, using: &generator)
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
    let signals = Signals(batch, &biases) { signal($0, in: batch, network) }
    let entries = batch.steps * batch.rows

    var inputs = [
      tape.constant(signals.inputs, rows: entries, columns: SequenceNetwork.signals)
    ]
    var side = [
      tape.constant(signals.features, rows: entries, columns: SequenceNetwork.features)
    ]
    var penalty: Variable?
    if let items = network.items {
      let rows = tape.gather(items.table, batch.items)
      let trusted = tape.multiply(rows, spread(signals.trusts, over: network.factors, tape))
      let surprises = spread(signals.surprises, over: network.factors, tape)
      inputs += [trusted, tape.multiply(trusted, surprises)]
      side.append(trusted)
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
      tape.rowDots(users, tape.concatenate(side)), targets: signals.residuals,
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

  private func spread(_ values: [Float], over columns: Int, _ tape: Tape) -> Variable {
    tape.constant(rows: values.count, columns: columns) { out in
      for (row, value) in values.enumerated() {
        for k in 0..<columns { out[row * columns + k] = value }
      }
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
  var inputs: [Float]
  /// [entries, features]
  var features: [Float]
  /// [entries] what is to be predicted.
  var residuals: [Float]
  /// [entries] the weight of the item's vector.
  var trusts: [Float]
  /// [entries] see `RatingSignal.surprise`.
  var surprises: [Float]

  /// - Parameter biases: [rows at least] of before the batch; of after it on return.
  init(_ batch: SequenceBatch, _ biases: inout [OnlineBiases], _ signal: (Int) -> RatingSignal) {
    let entries = batch.steps * batch.rows
    inputs = Array(repeating: 0, count: entries * SequenceNetwork.signals)
    features = Array(repeating: 0, count: entries * SequenceNetwork.features)
    residuals = Array(repeating: 0, count: entries)
    trusts = Array(repeating: 0, count: entries)
    surprises = Array(repeating: 0, count: entries)
    inputs.withUnsafeMutableBufferPointer { inputs in
      features.withUnsafeMutableBufferPointer { features in
        guard let input = inputs.baseAddress, let feature = features.baseAddress else { return }
        for row in 0..<batch.rows {
          for step in 0..<Int(batch.lengths[row]) {
            let entry = step * batch.rows + row
            let signal = signal(entry)
            let means = biases[row].means
            signal.write(
              input + entry * SequenceNetwork.signals, means: means,
              position: batch.firstStep + step)
            RatingSignal.write(
              feature + entry * SequenceNetwork.features, means: means,
              itemBias: signal.itemBias, itemCount: signal.itemCount)
            residuals[entry] = signal.residual
            trusts[entry] = SequenceNetwork.trust(signal.itemCount)
            surprises[entry] = signal.surprise(means)
            biases[row].add(signal.residual)
          }
        }
      }
    }
  }
}
