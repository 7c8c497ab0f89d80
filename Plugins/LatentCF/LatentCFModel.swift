import Debut

/// Matrix factorisation with biases, trained by gradient steps, with a ridge fold-in for fresh users.
///
///     r_ui = m + b_u + b_i + sum_k w_k p_uk q_ik
///
/// - Stability: stable.
public final class LatentCFModel: GradientRecommender {
  public struct Options: ModelOptions {
    public var factors = 100
    public var regularisation: Float = 6
    public var shrinkage: Float = 3
    public var learningRate: Float = 0.015

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 1...1024, "length of the user and item vectors"),
      .init(
        "regularisation", \.regularisation, in: 0.001...10_000,
        "weight of each vector's squared length against its squared errors, in stars squared"),
      .init("shrinkage", \.shrinkage, in: 0.001...10_000, "the same for each bias"),
      .init("learning-rate", \.learningRate, in: 1e-6...1, "Adam's first learning rate"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "latent-cf",
    summary: "a vector for each user and item, multiplied and summed; fold-in for fresh users",
    discussion: """
      The plain latent-factor model. Learns a bias and `factors` numbers for each user and for each \
      item; their elementwise product goes through one dense unit. The loss is the squared error in \
      stars plus `regularisation` times each vector's squared length and `shrinkage` times each \
      squared bias, shared out over the ratings of the user or item, so that rare items stay near \
      zero. Biases start at their least-squares values, factors at random, trained by Adam with a \
      learning rate that falls to zero.

      A user of the training set with the same history answers by the trained vector. Everyone else \
      is folded in: with all items frozen, the vector that minimises the very loss of training over \
      the whole history, every rating weighing the same, in closed form. One more rating costs \
      O(factors^2), a score O(factors). Without a rating the answer is the item's bias alone. It \
      knows what was rated, not when: old ratings count like new ones.
      """,
    reference:
      "Koren, Bell and Volinsky 2009, equations 4 and 5; python4ml, 3.1.3_recommender_system.ipynb",
    training: TrainingDefaults(
      epochs: 12, batch: 512, sampler: "every-rating", accepts: [.singleRating]))

  private let options: Options
  private var users = Parameter("user.weight", rows: 0, columns: 0)
  private var items = Parameter("item.weight", rows: 0, columns: 0)
  private var userBiases = Parameter("user.bias", rows: 0, columns: 1)
  private var itemBiases = Parameter("item.bias", rows: 0, columns: 1)
  private var dense = Parameter("dense.weight", rows: 1, columns: 0)
  private var mean = Parameter("dense.bias", rows: 1, columns: 1, isTrained: false)
  private var trainedUsers = TrainedUsers()
  /// [items] training ratings.
  private var itemCounts: [Int] = []
  public private(set) var scorer: LatentCFScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { [users, items, userBiases, itemBiases, dense, mean] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, sparseTables: true)
  }

  public func learningRateFactor(progress: Float, epochs: Int) -> Float { 1 - progress }
}

// MARK: Training

extension LatentCFModel {
  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let fit = try BiasFit(
      data, userShrinkage: Double(options.shrinkage), itemShrinkage: Double(options.shrinkage),
      check: run.checkGoesOn)
    let factors = options.factors
    users =
      try Embedding(
        "user", count: data.histories.count, dimension: factors, deviation: 0.1, using: &generator,
        check: run.checkGoesOn
      ).table
    items =
      try Embedding(
        "item", count: data.itemCount, dimension: factors, deviation: 0.1, using: &generator,
        check: run.checkGoesOn
      ).table
    userBiases = Self.column("user.bias", fit.userBiases)
    itemBiases = Self.column("item.bias", fit.itemBiases)
    dense = Parameter("dense.weight", rows: 1, columns: factors)
    dense.fill(1)
    mean.fill(Float(fit.mean))
    trainedUsers = TrainedUsers(data.histories)
    itemCounts = fit.itemCounts
  }

  /// Returns the bytes of the vectors and biases, of the scorer's table, and of a batch.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addTrained(size.users, options.factors + 1)
    memory.addTrained(size.items, options.factors + 1)
    memory.addFloats(size.items, options.factors + 2)
    memory.addBytes(48, size.users)
    memory.addBytes(48, size.items)
    memory.addOnTape(size.batch, 6 * options.factors + 32)
    return memory.bytes
  }

  private static func column(_ name: String, _ values: [Double]) -> Parameter {
    let parameter = Parameter(name, rows: values.count, columns: 1, isTable: true)
    for (i, value) in values.enumerated() { parameter.value.base[i] = Float(value) }
    return parameter
  }

  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    let p = tape.gather(users, batch.users)
    let q = tape.multiplyRow(tape.gather(items, batch.items), tape.weights(dense))
    let userBias = tape.gather(userBiases, batch.users)
    let itemBias = tape.gather(itemBiases, batch.items)
    let prediction = tape.add(tape.rowDots(p, q), tape.add(userBias, itemBias))
    let centred = batch.ratings.map { $0 - mean.value.base[0] }
    let error = tape.meanSquaredError(prediction, targets: centred)

    let perUser = batch.users.map { 1 / Float(trainedUsers.counts[Int($0)] * batch.rows) }
    let perItem = batch.items.map { 1 / Float(itemCounts[Int($0)] * batch.rows) }
    let vectors = tape.add(
      tape.weightedSquares(p, weights: perUser), tape.weightedSquares(q, weights: perItem))
    let biases = tape.add(
      tape.weightedSquares(userBias, weights: perUser),
      tape.weightedSquares(itemBias, weights: perItem))
    return tape.add(
      error,
      tape.add(
        tape.scale(vectors, by: options.regularisation), tape.scale(biases, by: options.shrinkage)))
  }
}

// MARK: Predicting

extension LatentCFModel: ScoringModel {
  public func prepareToAnswer(_ run: TrainingContext) {
    let width = 1 + options.factors
    let table = FloatBuffer(count: items.rows * width)
    var base = [Float](repeating: mean.value.base[0], count: items.rows)
    for item in 0..<items.rows {
      table.base[item * width] = 1
      guard itemCounts[item] > 0 else { continue }
      base[item] += itemBiases.value.base[item]
      for k in 0..<options.factors {
        table.base[item * width + 1 + k] = dense.value.base[k] * items.row(item)[k]
      }
    }
    let ridge =
      [Double(options.shrinkage)]
      + Array(repeating: Double(options.regularisation), count: options.factors)
    scorer = LatentCFScorer(
      base: base, table: table, width: width, users: trainedUsers,
      userTables: (userBiases, users), fresh: RidgeFoldIn(ridge: ridge),
      kernels: run.compute.kernels)
  }
}

extension LatentCFModel: ProvidesItemVectors {
  /// The items' vectors times the dense unit's weights: the factors of a user's vector in a prediction.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    ItemVectors.result(
      scorer.map { scorer in
        ItemVectors(
          dimension: options.factors,
          values: (0..<items.rows).flatMap { scorer.features(of: $0).dropFirst() })
      })
  }
}
