import Debut

/// Matrix factorisation with biases, trained by gradient steps; ridge fold-in for fresh users.
///
///     r_ui = m + b_u + b_i + sum_k w_k p_uk q_ik
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

  /// A user's bias and vector.
  public struct Representation: Sendable {
    /// [1 + factors] bias and vector from training, and the history they come from; nil once folded in.
    var trained: (vector: [Float], history: History)?
    var solver: RidgeFoldIn
    var ratings: Int

    var vector: [Float] { trained?.vector ?? solver.theta }
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
  /// Training ratings of each user and item.
  private var userCounts: [Int] = []
  private var itemCounts: [Int] = []
  private var answers: ItemSide?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { [users, items, userBiases, itemBiases, dense, mean] }

  public var optimiser: AdamOptions {
    var adam = AdamOptions()
    adam.learningRate = options.learningRate
    adam.sparseTables = true
    return adam
  }

  public func learningRateFactor(progress: Float, epochs: Int) -> Float { 1 - progress }
}

// MARK: Training

extension LatentCFModel {
  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let fit = BiasFit(
      data, userShrinkage: Double(options.shrinkage), itemShrinkage: Double(options.shrinkage))
    let factors = options.factors
    users =
      Embedding(
        "user", count: data.histories.count, dimension: factors, deviation: 0.1, using: &generator
      ).table
    items =
      Embedding(
        "item", count: data.itemCount, dimension: factors, deviation: 0.1, using: &generator
      ).table
    userBiases = Self.column("user.bias", fit.userBiases)
    itemBiases = Self.column("item.bias", fit.itemBiases)
    dense = Parameter("dense.weight", rows: 1, columns: factors)
    dense.fill(1)
    mean.fill(Float(fit.mean))
    userCounts = data.histories.ranges.map(\.count)
    itemCounts = fit.itemCounts
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

    let perUser = batch.users.map { 1 / Float(userCounts[Int($0)] * batch.rows) }
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

// MARK: Answering

extension LatentCFModel {
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
    answers = ItemSide(base: base, table: table, width: width, kernels: run.compute.kernels)
  }

  public func represent(_ user: UserQuery) -> Representation {
    let count = user.history.count
    if let index = user.trainedUser, index < userCounts.count, userCounts[index] == count {
      let vector =
        [userBiases.value.base[index]]
        + UnsafeBufferPointer(start: users.row(index), count: options.factors)
      return Representation(
        trained: (vector, user.history), solver: freshSolver, ratings: count)
    }
    var solver = freshSolver
    for interaction in user.history { add(interaction, to: &solver) }
    return Representation(solver: solver, ratings: count)
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    if let trained = representation.trained {
      representation.trained = nil
      for interaction in trained.history { add(interaction, to: &representation.solver) }
    }
    add(interaction, to: &representation.solver)
    representation.ratings += 1
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    guard let answers else { return .nan }
    return representation.vector.withUnsafeBufferPointer { answers.score($0, item: item) }
  }

  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let answers else { return }
    representation.vector.withUnsafeBufferPointer { vector in
      for i in items.indices { stars[i] = answers.score(vector, item: Int(items[i])) }
    }
  }

  public func path(of representation: Representation) -> AnswerPath {
    if representation.trained != nil { return .trainedVector }
    return representation.ratings == 0 ? .itemMean : .foldIn(representation.ratings)
  }

  private var freshSolver: RidgeFoldIn {
    RidgeFoldIn(
      ridge: [Double(options.shrinkage)]
        + Array(repeating: Double(options.regularisation), count: options.factors))
  }

  private func add(_ interaction: Interaction, to solver: inout RidgeFoldIn) {
    guard let answers else { return }
    solver.add(
      features: answers.features(of: interaction.item),
      target: Double(interaction.rating) - Double(answers.base[interaction.item]))
  }
}

extension LatentCFModel: ProvidesItemVectors {
  /// With the dense unit's weights in them: what a user vector is multiplied with.
  public var itemVectors: ItemVectors? {
    guard let answers else { return nil }
    return ItemVectors(
      dimension: options.factors,
      values: (0..<items.rows).flatMap { answers.features(of: $0).dropFirst() })
  }
}

/// What answers read of the items.
private struct ItemSide: Sendable {
  /// [items] mean + item bias.
  let base: [Float]
  /// [items, width] 1, then w q; zeros in place of w q for items without training ratings.
  let table: FloatBuffer
  /// 1 + factors
  let width: Int
  let kernels: KernelTable

  func features(of item: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: table.base + item * width, count: width)
  }

  func score(_ vector: UnsafeBufferPointer<Float>, item: Int) -> Float {
    guard let vector = vector.baseAddress else { return .nan }
    return base[item] + kernels.dot(width, vector, table.base + item * width)
  }
}
