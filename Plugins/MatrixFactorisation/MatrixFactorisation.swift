import Debut

/// Variational matrix factorisation with biases; every user is folded in, recent ratings first.
///
///     r_ui = mean + b_u + b_i + p_u . q_i + noise
public final class MatrixFactorisation: Recommender {
  public struct Options: ModelOptions {
    public var factors = 20
    public var decay: Float?
    public var alternations = 15

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 1...128, "length of the user and item vectors"),
      .init(
        "decay", \.decay, in: 0...1,
        "what a user's rating weighs against the one after it; 1: all the same; auto: the best one "
          + "for the training users"),
      .init(
        "alternations", \.alternations, in: 1...1000,
        "how often user and item vectors are fitted in turn"),
    ]
  }

  /// A user's bias and vector, and what they follow from.
  public struct Representation: Sendable {
    var foldIn: FactorFoldIn?
  }

  public static let descriptor = ModelDescriptor(
    name: "mf",
    summary: "matrix factorisation with biases; every user folded in, recent ratings first",
    discussion: """
      The classical opponent, done well. Learns a bias and `factors` numbers for each item as \
      distributions, not points: users and items are fitted in turn, each the solution of a small \
      linear system that takes the other side's uncertainty into account, so that an item with two \
      ratings stays near nothing and many factors do no harm. Noise and prior variances are shares of \
      the ratings' own variance: nothing needs tuning for another scale.

      No user vector is kept. Every user, known or fresh, is folded in: the posterior mean of bias \
      and vector given the history, all items frozen, each rating weighing `decay` times the one \
      after it. With `decay=auto` every fifth training user chooses among 1, 0.99, 0.97, 0.95 and 0.9: \
      they are predicted rating by rating, as fresh users are, from factors fitted without them. The \
      choice costs about as much as the fit; a note says what came of it. One more rating costs a \
      solve, O(factors^3), some microseconds at 20; a score costs one product of short vectors. \
      Without a rating the answer is the item's bias alone.
      """,
    reference:
      "Lim and Teh 2007 (variational Bayes); Koren, Bell and Volinsky 2009, equation 4")

  let options: Options
  private(set) var items: FoldInItems?
  private var rows: PackedRows?
  private(set) var decay: Float = 1

  public init(options: Options) { self.options = options }

  private var factorOptions: FactorOptions {
    var factors = FactorOptions()
    factors.rank = options.factors
    factors.alternations = options.alternations
    return factors
  }
}

// MARK: Learning

extension MatrixFactorisation {
  /// A vector and a packed covariance for each user and item, twice for the choice of the decay.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let columns = options.factors + 1
    return 2 * (size.users + size.items) * columns * (columns + 3) / 2 * 4
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let factors = try ItemFactors(data, run: run, options: factorOptions)
    prepareToAnswer(
      factors, decay: try options.decay ?? chosenDecay(data, run), run.compute.kernels)
    if run.shouldStop { run.stop(.interrupted) }
  }

  func prepareToAnswer(_ factors: ItemFactors, decay: Float, _ kernels: KernelTable) {
    self.decay = decay
    items = FoldInItems(factors, kernels: kernels)
    rows = Self.packed(factors, kernels)
  }

  /// The best decay for training users; the middle one where there are too few, or no time.
  private func chosenDecay(_ data: TrainingSet, _ run: TrainingContext) throws -> Float {
    if !run.shouldStop, let choice = try DecayChoice(data, run: run, options: factorOptions),
      !run.shouldStop
    {
      run.note(choice.note)
      return choice.best
    }
    let decay = DecayChoice.standard
    run.note(
      "decay \(decay): \(run.shouldStop ? "interrupted before" : "too few training users for") a choice"
    )
    return decay
  }

  /// [items, 1 + factors] an item's base, mean and bias, and its vector, for products with (1, p).
  private static func packed(_ factors: ItemFactors, _ kernels: KernelTable) -> PackedRows {
    let width = 1 + factors.rank
    let table = FloatBuffer(count: factors.itemCount * width)
    for item in 0..<factors.itemCount {
      let row = table.base + item * width
      row[0] = factors.biases[item]
      for k in 0..<factors.rank { row[1 + k] = factors.vectors[item * factors.rank + k] }
    }
    return PackedRows(table.base, rows: factors.itemCount, columns: width, kernels: kernels)
  }
}

// MARK: Answering

extension MatrixFactorisation {
  public func represent(_ user: UserQuery) -> Representation {
    guard let items else { return Representation() }
    var foldIn = FactorFoldIn(items, decay: decay)
    foldIn.add(user.history)
    return Representation(foldIn: foldIn)
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    representation.foldIn?.add(item: interaction.item, rating: interaction.rating)
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    representation.foldIn?.prediction(of: item) ?? .nan
  }

  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let foldIn = representation.foldIn, let rows, let out = stars.baseAddress else { return }
    let base = foldIn.items.factors.mean + foldIn.user[0]
    withUnsafeTemporaryAllocation(of: Float.self, capacity: foldIn.user.count) { vector in
      guard let vector = vector.baseAddress else { return }
      vector.update(from: foldIn.user, count: foldIn.user.count)
      vector[0] = 1
      rows.dots(vector, items, into: out)
    }
    for i in items.indices { stars[i] += base }
  }

  public func path(of representation: Representation) -> AnswerPath {
    let ratings = representation.foldIn?.count ?? 0
    return ratings == 0 ? .itemMean : .foldIn(ratings)
  }
}
