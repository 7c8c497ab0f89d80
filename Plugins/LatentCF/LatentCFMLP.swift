import Debut

/// The head of `mlinknet` with a trained user vector in place of the GRU's state.
///
///     stars = highest * sigmoid(u2 . norm(W [v_u, q_i]))
///
/// - Stability: stable.
public final class LatentCFMLP: GradientRecommender {
  public struct Options: ModelOptions {
    public var factors = 100
    public var dropout: Float = 0.3
    public var learningRate: Float = 0.001
    public var foldInSteps = 4
    public var foldInShrinkage: Float = 3

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "factors", \.factors, in: 1...1024, "length of the item vectors; a user's is one longer"),
      .init("dropout", \.dropout, in: 0...0.95, "share of both vectors dropped in training"),
      .init("learning-rate", \.learningRate, in: 1e-6...1, "Adam's learning rate"),
      .init(
        "fold-in-steps", \.foldInSteps, in: 1...1000,
        "gradient steps on a fresh user's vector for each rating"),
      .init(
        "fold-in-shrinkage", \.foldInShrinkage, in: 0...1000,
        "ratings' worth of the mean over training users in a fresh user's vector"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "latent-cf-mlp",
    summary: "mLinkNet's twin with a trained user vector instead of a sequence; gradient fold-in",
    discussion: """
      What `mlinknet` is without its GRU: a trained vector for each user beside the item's, dropout, \
      dense 256, batch normalisation, dense 1, sigmoid; mean squared error of rating / highest rating, \
      Adam. It shows what the sequence adds to the same network.

      A user of the training set with the same history answers by the trained vector. For a fresh \
      user the vector is looked for by `fold-in-steps` gradient steps over the whole history with each \
      new rating, from where it was. As no non-linearity stands between the two dense layers, all that \
      a user's vector does is to add one number to every item's logit: the steps are taken on that \
      number, scaled by the curvature (Gauss-Newton), from the mean over training users, which holds \
      on with the weight of `fold-in-shrinkage` ratings. Before the first rating this mean answers.

      For the same reason the order of items is the same for every user. It predicts ratings and \
      cannot personalise a list.
      """,
    reference: "python4ml, experiments/rnn_log_cf_recommand.ipynb (mLinkNet) with a user embedding",
    training: TrainingDefaults(
      epochs: 12, batch: 256, sampler: "every-rating", accepts: [.singleRating], smallestBatch: 2))

  private struct Layers {
    let users: Embedding
    let items: Embedding
    let first: Linear
    let norm: BatchNorm
    let second: Linear

    var parameters: [Parameter] {
      users.parameters + items.parameters + first.parameters + norm.parameters
        + second.parameters
    }
  }

  private let options: Options
  private var layers: Layers?
  private var highest: Float = 5
  private var users = TrainedUsers()
  /// [items] training ratings.
  private var itemCounts: [Int] = []
  public private(set) var scorer: LatentCFMLPScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { layers?.parameters ?? [] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, sparseTables: true)
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let factors = options.factors
    layers = try Layers(
      users: Embedding(
        "user", count: data.histories.count, dimension: factors + 1, using: &generator,
        check: run.checkGoesOn),
      items: Embedding(
        "item", count: data.itemCount, dimension: factors, using: &generator,
        check: run.checkGoesOn),
      first: Linear(
        "dense1", inputs: 2 * factors + 1, outputs: 256, bias: false, using: &generator),
      norm: BatchNorm("bn", columns: 256),
      second: Linear("dense2", inputs: 256, outputs: 1, bias: false, using: &generator))
    highest = data.scale.highest
    users = TrainedUsers(data.histories)
    itemCounts = data.itemCounts
  }

  /// Returns the bytes of the vectors, the dense layers and the logits, and of a batch.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addTrained(size.users, options.factors + 1)
    memory.addTrained(size.items, options.factors)
    memory.addTrained(256, 2 * options.factors + 4)
    memory.addBytes(48, size.users)
    memory.addBytes(48, size.items)
    memory.addOnTape(size.batch, 14 * options.factors + 8 * 256)
    return memory.bytes
  }

  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let layers else { preconditionFailure("a model is prepared before it is trained") }
    let pair = tape.concatenate([
      tape.gather(layers.users.table, batch.users), tape.gather(layers.items.table, batch.items),
    ])
    let hidden = tape.linear(tape.dropout(pair, rate: options.dropout), layers.first)
    let logits = tape.linear(tape.batchNorm(hidden, layers.norm), layers.second)
    return tape.meanSquaredError(
      tape.sigmoid(logits), targets: batch.ratings.map { $0 / highest })
  }
}

// MARK: Predicting

extension LatentCFMLP: ScoringModel {
  public func prepareToAnswer(_ run: TrainingContext) {
    guard let layers else { return }
    let kernels = run.compute.kernels
    let folded = FoldedLinear(layers.first, then: layers.norm, kernels: kernels)
    let (weights, constant) = folded.followed(by: layers.second)
    let userWidth = options.factors + 1
    let userLogits = weights.withUnsafeBufferPointer { weights -> [Float] in
      guard let base = weights.baseAddress else { return [] }
      return users.counts.indices.map { kernels.dot(userWidth, base, layers.users.vector($0)) }
    }
    var itemLogits = weights.withUnsafeBufferPointer { weights -> [Float] in
      guard let base = weights.baseAddress else { return [] }
      return itemCounts.indices.map {
        constant + kernels.dot(options.factors, base + userWidth, layers.items.vector($0))
      }
    }
    fillUntrained(&itemLogits)
    scorer = LatentCFMLPScorer(
      LogitFoldIn(
        userLogits: userLogits, itemLogits: itemLogits, steps: options.foldInSteps,
        shrinkage: options.foldInShrinkage),
      users: users, highest: highest)
  }

  /// Gives items without training ratings the mean logit over ratings, because their vectors are random.
  private func fillUntrained(_ logits: inout [Float]) {
    let total = itemCounts.reduce(0, +)
    let sum = zip(logits, itemCounts).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let mean = Float(sum / Double(max(total, 1)))
    for item in logits.indices where itemCounts[item] == 0 { logits[item] = mean }
  }
}

extension LatentCFMLP: ProvidesItemVectors {
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    ItemVectors.result(layers.map { ItemVectors($0.items.table) })
  }
}
