import Debut

/// Variational matrix factorisation with biases. Every user is folded in, recent ratings weighing most.
///
///     r_ui = mean + b_u + b_i + p_u . q_i + noise
///
/// - Stability: stable.
public final class MatrixFactorisation: ScoringModel {
  public struct Options: ModelOptions {
    public var factors = 20
    public var decay: Float?
    public var alternations = 12

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
  public private(set) var scorer: MatrixFactorisationScorer?

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
  /// Returns the bytes of the ratings by user and by item, of a vector and a row of the table for each user and item, and
  /// of the items' covariances; items have those of two fits while the decay is chosen.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let columns = options.factors + 1
    let packed = columns * (columns + 3) / 2
    var memory = MemorySum()
    memory.addFloats(size.ratings, 4)
    memory.addFloats(size.users, 4 * columns + 16)
    memory.addFloats(size.items, 4 * packed + 3 * columns)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let factors = try ItemFactors(data, run: run, options: factorOptions)
    prepareToAnswer(
      factors, decay: try options.decay ?? chosenDecay(data, run), run.compute.kernels)
    if run.shouldStop { run.stop(.interrupted) }
  }

  func prepareToAnswer(_ factors: ItemFactors, decay: Float, _ kernels: KernelTable) {
    scorer = MatrixFactorisationScorer(factors, decay: decay, kernels: kernels)
  }

  /// Returns the best decay for training users; the standard one if they are too few, or training is
  /// interrupted.
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
}
