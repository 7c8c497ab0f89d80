import Debut

/// A user vector times an item vector through a deep network, with a gradient fold-in for fresh users.
///
/// - Stability: stable.
public final class DeepCF: GradientRecommender {
  public struct Options: ModelOptions {
    public var factors = 100
    public var dropout: Float = 0.5
    public var learningRate: Float = 0.0005
    public var weightDecay: Float = 0
    public var foldInSteps = 1
    public var foldInRatings = 50

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 1...1024, "length of the user and item vectors"),
      .init("dropout", \.dropout, in: 0...0.95, "share of both hidden layers dropped in training"),
      .init("learning-rate", \.learningRate, in: 1e-6...1, "Adam's learning rate"),
      .init("weight-decay", \.weightDecay, in: 0...10, "decoupled decay of all weights"),
      .init(
        "fold-in-steps", \.foldInSteps, in: 1...1000,
        "steps on a fresh user's vector for each rating"),
      .init(
        "fold-in-ratings", \.foldInRatings, in: 1...100_000,
        "the most recent ratings that these steps look at"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "deep-cf",
    summary: "user vector times item vector through a deep network; gradient fold-in",
    discussion: """
      Learns a vector for each user and item and a network from their elementwise product to stars: \
      dense 256, batch normalisation, ReLU, dropout, dense 128, the same again, dense 1. Trained on \
      single ratings with mean squared error (in stars) and Adam.

      A user of the training set with the same history answers by the trained vector. A fresh user has \
      no closed form here, so the vector is looked for: each new rating moves it by `fold-in-steps` \
      steps of Gauss and Newton towards the last `fold-in-ratings` ratings, from where it was, while a \
      typical user's vector holds on to it with the weight that the spread of the trained vectors \
      gives. The typical user, who answers before the first rating, is found in the same way from the \
      mean ratings of popular items. (The mean of the trained vectors would be a point where no user \
      is, and predicts nonsense.)

      It has no biases of its own and has to find them; expect it behind `latent-cf`, and behind `bias` \
      as long as few ratings are known. A rating costs a millisecond where the linear models take \
      microseconds.
      """,
    reference:
      "python4ml, experiments/cf_recommend_20m.ipynb; He et al. 2017 (neural collaborative filtering)",
    training: TrainingDefaults(
      epochs: 4, batch: 512, sampler: "every-rating", accepts: [.singleRating], smallestBatch: 2))

  private let options: Options
  private var layers: Layers?
  private var trainedUsers = TrainedUsers()
  /// [items] training ratings.
  private var itemCounts: [Int] = []
  /// [items, 1] mean of each item's ratings, and [1, 1] variance of all. They are parameters, so that
  /// the model file holds them.
  private var itemMeans = Parameter("item.mean", rows: 0, columns: 1, isTrained: false)
  private let variance = Parameter("variance", rows: 1, columns: 1, isTrained: false)
  /// At most 256 items, those with the most ratings.
  private var popular: [Int32] = []
  public private(set) var scorer: DeepFoldIn?

  public init(options: Options) { self.options = options }

  private struct Layers {
    let users: Embedding
    let items: Embedding
    let first: Linear
    let firstNorm: BatchNorm
    let second: Linear
    let secondNorm: BatchNorm
    let output: Linear

    var parameters: [Parameter] {
      users.parameters + items.parameters + first.parameters + firstNorm.parameters
        + second.parameters + secondNorm.parameters + output.parameters
    }
  }

  public var parameters: [Parameter] { (layers?.parameters ?? []) + [itemMeans, variance] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, decay: options.weightDecay)
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let factors = options.factors
    let layers = try Layers(
      users: Embedding(
        "user", count: data.histories.count, dimension: factors, deviation: 0.03, using: &generator,
        check: run.checkGoesOn),
      items: Embedding(
        "item", count: data.itemCount, dimension: factors, deviation: 0.03, using: &generator,
        check: run.checkGoesOn),
      first: Linear("dense1", inputs: factors, outputs: 256, bias: false, using: &generator),
      firstNorm: BatchNorm("bn1", columns: 256),
      second: Linear("dense2", inputs: 256, outputs: 128, bias: false, using: &generator),
      secondNorm: BatchNorm("bn2", columns: 128),
      output: Linear("dense3", inputs: 128, outputs: 1, using: &generator))
    // Vectors start around a point other than zero, because a longer user vector then raises all
    // products, so that the network sees that users and items differ in their mean ratings.
    for table in [layers.users.table, layers.items.table] {
      table.initialise { weights in
        for i in 0..<table.count { weights[i] += 0.1 }
      }
    }
    // The untrained network predicts the mean rating instead of zero stars.
    layers.output.bias?.fill(data.meanRating)
    self.layers = layers
    trainedUsers = TrainedUsers(data.histories)
    describe(data)
  }

  /// Returns the bytes of the vectors, the network, the scorer's table, and a batch.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addTrained(size.users, options.factors)
    memory.addTrained(size.items, options.factors)
    memory.addTrained(256, options.factors + 128)
    memory.addFloats(size.items, options.factors)
    memory.addBytes(48, size.users)
    memory.addBytes(48, size.items)
    memory.addOnTape(size.batch, 6 * options.factors + 10 * (256 + 128))
    return memory.bytes
  }

  /// Computes the statistics of the ratings that the fold-in needs.
  private func describe(_ data: TrainingSet) {
    itemCounts = data.itemCounts
    let mean = data.meanRating
    var sums = [Float](repeating: 0, count: data.itemCount)
    var squares = 0.0
    for history in data.histories {
      for (item, rating) in zip(history.items, history.ratings) {
        sums[Int(item)] += rating
        squares += Double((rating - mean) * (rating - mean))
      }
    }
    variance.fill(Float(squares / Double(max(data.histories.ratingCount, 1))))
    itemMeans = Parameter("item.mean", rows: data.itemCount, columns: 1, isTrained: false)
    for (item, count) in itemCounts.enumerated() {
      itemMeans.value.base[item] = count > 0 ? sums[item] / Float(count) : mean
    }
    popular =
      itemCounts.indices.filter { itemCounts[$0] > 0 }
      .sorted { (-itemCounts[$0], $0) < (-itemCounts[$1], $1) }
      .prefix(256).map(Int32.init)
  }

  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let layers else { preconditionFailure("a model is prepared before it is trained") }
    let product = tape.multiply(
      tape.gather(layers.users.table, batch.users), tape.gather(layers.items.table, batch.items))
    let first = hidden(product, layers.first, layers.firstNorm, tape)
    let second = hidden(first, layers.second, layers.secondNorm, tape)
    return tape.meanSquaredError(tape.linear(second, layers.output), targets: batch.ratings)
  }

  private func hidden(_ x: Variable, _ layer: Linear, _ norm: BatchNorm, _ tape: Tape) -> Variable {
    tape.dropout(tape.relu(tape.batchNorm(tape.linear(x, layer), norm)), rate: options.dropout)
  }
}

// MARK: Predicting

extension DeepCF: ScoringModel {
  public func prepareToAnswer(_ run: TrainingContext) {
    guard let layers else { return }
    let kernels = run.compute.kernels
    let items = FloatBuffer(count: layers.items.table.value.count)
    for item in itemCounts.indices where itemCounts[item] > 0 {
      (items.base + item * options.factors).update(
        from: layers.items.vector(item), count: options.factors)
    }
    let head = DeepHead(
      items: items, first: FoldedLinear(layers.first, then: layers.firstNorm, kernels: kernels),
      second: FoldedLinear(layers.second, then: layers.secondNorm, kernels: kernels),
      output: layers.output, kernels: kernels)
    scorer = DeepFoldIn(
      head, steps: options.foldInSteps, window: options.foldInRatings,
      users: layers.users.table, trainedUsers: trainedUsers, popular: popular,
      means: popular.map { itemMeans.value.base[Int($0)] }, variance: variance.value.base[0])
  }
}

extension DeepCF: ProvidesItemVectors {
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    ItemVectors.result(layers.map { ItemVectors($0.items.table) })
  }
}
