import Debut

/// A model that predicts by item neighbours, on residuals around a running user bias. It keeps nothing of
/// training users.
///
/// - Stability: stable.
public final class ItemKNNModel: ScoringModel {
  public struct Options: ModelOptions {
    public var neighbours = 40
    public var table = 200
    public var minimumRatings = 3
    public var shrinkage: Float = 60
    public var amplification = 2
    public var regularisation: Float = 0.1
    public var biasShrinkage: Float = 3
    public var decay: Float?
    public var recency: Float?

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "neighbours", \.neighbours, in: 1...10_000,
        "rated items that a prediction rests on, the most similar ones"),
      .init(
        "table", \.table, in: 1...100_000,
        "similar items that are kept of each item; memory: at most 16 times as many bytes an item"
      ),
      .init(
        "min-ratings", \.minimumRatings, in: 2...1_000_000,
        "training ratings that an item needs to have neighbours"),
      .init(
        "shrinkage", \.shrinkage, in: 0...1_000_000,
        "common users' worth of no similarity that every correlation is averaged with"),
      .init(
        "amplification", \.amplification, in: 1...8,
        "power of the similarity that a neighbour weighs with"),
      .init(
        "regularisation", \.regularisation, in: 0...1000,
        "weight of a residual of zero among those of the neighbours"),
      .init(
        "bias-shrinkage", \.biasShrinkage, in: 0...1000,
        "ratings at the expected value that every user's and item's bias is averaged with"),
      .init(
        "decay", \.decay, in: 0...1,
        "what a rating weighs in the user's bias against the one after it; 1: all the same"),
      .init(
        "recency", \.recency, in: 0...1,
        "what a neighbour's rating weighs against the one after it; 1: all the same"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "item-knn",
    summary: "what the user thought of the most similar items, around their drifting bias",
    discussion: """
      Two items are similar where users who rate one above what mean, item bias and their own bias lead \
      to expect do so with the other: the correlation of these residuals over the users who rated both, \
      shrunk by their number (`shrinkage`); opposites count for nothing. A prediction is the item's \
      bias, plus the user's bias as `bias` has it, plus the mean of how far the user's ratings of the \
      `neighbours` most similar items were from what their bias at that time led to expect, weighted by \
      similarity to the power of `amplification`, with a zero of weight `regularisation` among them. \
      That residuals are taken around the bias of their time, not of now, is what lets old ratings count.

      No gradients: similarities are counted, in a time that grows with the squares of the users' \
      numbers of ratings. Of each item the `table` most similar are kept, and so are their mirror \
      images: at most 16 x `table` bytes an item, 29 MB for 9,066 items by default and 192 MB for \
      60,000. Nothing is kept of training users, so known and fresh ones are answered alike. A user is \
      the list of their own ratings; one more is an insertion, without replay.

      `decay=auto` takes, of 1, 0.99, 0.97, 0.95, 0.9, 0.85 and 0.8, the decay whose user bias alone \
      predicts all training users best, online, each by item biases without their own rating. \
      `recency=auto` goes from 1 to 0.99, 0.97 and 0.9 while that improves the predictions of a tenth \
      of the users (2,000 at most), set aside by the seed, by similarities that were made without them; \
      with fewer than 100 users it is 1. A note says what was chosen. Items with fewer than \
      `min-ratings` ratings are predicted by the biases.
      """,
    reference: """
      Sarwar et al. 2001 (item neighbours); Koren 2010 (shrunk correlation of residuals); \
      Breese, Heckerman and Kadie 1998 (amplification)
      """)

  private let options: Options
  public internal(set) var scorer: KNNScorer?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the residuals by user and by item, and of two tables of neighbours with their
  /// mirror images, one of them for the choice of the recency.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addBytes(64, size.ratings)
    memory.addBytes(2 * 16, size.items, min(options.table, size.items))
    memory.addBytes(64, size.users)
    memory.addBytes(64, size.items)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    // A stop before there are biases leaves nothing that could be kept.
    let fit = try biases(data, run)
    var rule = rule(decay: 1, recency: 1)
    do {
      try choose(&rule, data, fit, run)
      scorer = try fitted(data, fit, rule, run, part: "neighbours")
    } catch EngineError.interrupted {
      scorer = makeScorer(fit, NeighbourTable(without: data.itemCount), rule)
    }
    if run.shouldStop { run.stop(.interrupted) }
  }

  /// Chooses what the options leave open.
  ///
  /// - Throws: `EngineError.interrupted`.
  private func choose(
    _ rule: inout KNNScorer.Rule, _ data: TrainingSet, _ fit: BiasFit, _ run: TrainingContext
  ) throws {
    var chosen: (decay: Double?, recency: (value: Double, users: Int)?)
    if let decay = options.decay {
      rule.decay = Double(decay)
    } else {
      rule.decay = AutoChoice.decay(
        data, fit, shrinkage: Double(options.biasShrinkage), run: run)
      chosen.decay = rule.decay
    }
    try run.checkGoesOn()
    if let recency = options.recency {
      rule.recency = Double(recency)
    } else {
      let choice = try chooseRecency(data, rule, run)
      try run.checkGoesOn()
      rule.recency = choice.value
      chosen.recency = choice
    }
    AutoChoice.note(decay: chosen.decay, recency: chosen.recency).map(run.note)
  }

  func rule(decay: Double, recency: Double) -> KNNScorer.Rule {
    KNNScorer.Rule(
      neighbours: options.neighbours, regularisation: options.regularisation, decay: decay,
      biasShrinkage: Double(options.biasShrinkage), recency: recency)
  }

  private func biases(_ data: TrainingSet, _ run: TrainingContext) throws -> BiasFit {
    try BiasFit(
      data, userShrinkage: Double(options.biasShrinkage),
      itemShrinkage: Double(options.biasShrinkage), check: run.checkGoesOn)
  }

  private func fitted(
    _ data: TrainingSet, _ fit: BiasFit, _ rule: KNNScorer.Rule, _ run: TrainingContext,
    part: String
  ) throws -> KNNScorer {
    let table = NeighbourTable(
      try ResidualMatrix(
        data, fit, minimum: options.minimumRatings, checking: run.checkGoesOn),
      itemCount: data.itemCount,
      .init(
        shrinkage: options.shrinkage, amplification: options.amplification, limit: options.table),
      compute: run.compute
    ) { share in
      run.progress(part, share)
      return !run.shouldStop
    }
    return makeScorer(fit, table, rule)
  }

  private func makeScorer(
    _ fit: BiasFit, _ table: NeighbourTable, _ rule: KNNScorer.Rule
  ) -> KNNScorer {
    KNNScorer(base: fit.itemBiases.map { Float(fit.mean + $0) }, table: table, rule: rule)
  }

  /// Returns the recency, and the number of users that were set aside to choose it.
  private func chooseRecency(
    _ data: TrainingSet, _ rule: KNNScorer.Rule, _ run: TrainingContext
  ) throws -> (value: Double, users: Int) {
    guard data.histories.count >= AutoChoice.fewestUsers else { return (1, 0) }
    let (learning, aside) = data.histories.splittingUsers(
      fraction: AutoChoice.share(of: data.histories.count), seed: run.seed)
    let part = TrainingSet(
      histories: learning, itemCount: data.itemCount, feedback: data.feedback,
      catalogue: data.catalogue)
    let trial = try fitted(
      part, try biases(part, run), rule, run, part: "choosing the recency")
    return (
      AutoChoice.recency(trial, on: aside, scale: data.scale, run: run), aside.count
    )
  }
}

extension ItemKNNModel: ProvidesItemVectors {
  /// A failure: the model learns about pairs of items.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    .failure(
      NoItemVectors(
        "has the neighbours of each item and how similar they are, and no item vectors"))
  }
}
