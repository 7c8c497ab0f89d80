import Debut

/// A model of the next item: counts of what users did one after the other, mixed and weighed by likelihood, and a GRU
/// that corrects their scores.
///
/// - Stability: evolving.
public final class TransitionMixture: ScoringModel {
  public struct Options: ModelOptions {
    public var mixturePositions = 8000
    public var scorePositions = 3000
    public var hidden = 32
    public var dims = 32
    public var dropout: Float = 0.3
    public var positions = 16_000
    public var epochs = 2

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "mixture-positions", \.mixturePositions, in: 100...1_000_000,
        "events of training users that the weights of the mixture are fitted to"),
      .init(
        "score-positions", \.scorePositions, in: 100...1_000_000,
        "events of training users that the weights of the score are fitted to"),
      .init("hidden", \.hidden, in: 0...512, "units of the GRU; 0: none"),
      .init("dims", \.dims, in: 1...256, "length of the items' vectors"),
      .init(
        "dropout", \.dropout, in: 0...0.9, "share of the GRU's state that is dropped in training"),
      .init(
        "positions", \.positions, in: 100...10_000_000,
        "events of training users that the GRU is trained on in an epoch"),
      .init("epochs", \.epochs, in: 0...100, "epochs of the GRU at most; the best is kept"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "transition-mixture",
    summary:
      "next items by trained weights of transitions and popularity, which a small GRU corrects",
    discussion: """
      Learns which item comes next. It counts what users did one after the other: what followed an item \
      within three events, what came before it, and what stood within twenty events of it; further how \
      often each item came at all, and lately. From these counts it makes distributions over all items, \
      such as what follows the last item, and three fits decide what they are worth. A mixture of them is \
      fitted to the likelihood of `mixture-positions` events of training users; its weights depend on the \
      number of events, on the time between the last two, and on how much is known of the last item. A \
      linear score of logarithms, the mixture's among them, is trained on `score-positions` events by the \
      exact softmax over all items, with weights that depend on the same. A GRU of `hidden` units reads the \
      vectors of the user's items and adds to each item's score a product with its vector. It starts from \
      adding nothing, and is trained on `positions` events by the same softmax, for `epochs` epochs, of \
      which a tenth of the users, set aside, choose the best, or none: a note says what it was worth to \
      them. The items' vectors are not trained: they are the leading directions of the counts of what stands \
      near what.

      While anything is trained, what the user at hand did from the event on is taken out of all counts, so \
      that they are trusted as far as they speak for others (but not out of the items' vectors). Where users have items again (more than 1 % of the \
      events), their own items are further distributions.

      A fresh user is answered like any other: the state is the last 60 events and that of the GRU, and one \
      more event takes constant time. Scores have no unit; the exp of them is proportional to how likely \
      each item comes next. Popularity is that before the user's last event, or at the end of training \
      without times. For questions after all training events, as under `by-time` and at the prompt, the \
      weights of the mixture and of the score are fitted once more, to the last tenth of the events by \
      counts of those before, and the GRU is left out. Items without events come last. It trains in \
      seconds, and has no need of much data; `gru4rec` adds a network that learns vectors of items end to \
      end.
      """,
    reference: """
      Hidasi et al. 2016 (a GRU over items, and the task); Jelinek and Mercer 1980 (interpolation by \
      held-out likelihood); Ludewig and Jannach 2018 (sequential rules)
      """, learning: .events, formerName: "gru4rec")

  let options: Options
  public internal(set) var scorer: TransitionScorer?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the counts and of the network.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    TransitionFit.addMemory(for: size, to: &memory)
    if options.hidden > 0 {
      let dims = min(options.dims, size.items)
      memory.addFloats(8, dims + 9, size.items)
      memory.addTrained(3 * options.hidden, options.hidden + dims + 3)
      memory.addOnTape(UserEvents.reach * NetworkFit.batch, dims + 8 * options.hidden)
    }
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    var generator = SeededGenerator(seed: run.seed)
    let aside = Self.usersAside(data.histories.count, using: &generator)
    let transitions = try TransitionFit(
      data,
      TransitionFitSize(mixture: options.mixturePositions, score: options.scorePositions),
      aside: aside, run, using: &generator)
    scorer = TransitionScorer(
      transitions, try network(transitions, run, using: &generator), kernels: run.compute.kernels)
  }

  /// The fewest users of whom some are set aside.
  private static let fewestUsers = 20

  /// Draws a tenth of the users, ten to a thousand.
  private static func usersAside(
    _ users: Int, using generator: inout SeededGenerator
  ) -> Set<Int> {
    guard users >= fewestUsers else { return [] }
    var aside: Set<Int> = []
    while aside.count < min(max(users / 10, 10), 1000) { aside.insert(generator.below(users)) }
    return aside
  }

  /// Trains the network; nil where there is none to train or it was no gain.
  private func network(
    _ transitions: TransitionFit, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws -> NextItemNetwork? {
    let (counts, fit) = (transitions.counts, transitions.fit)
    let validation = fit.validation
    guard options.hidden > 0, options.epochs > 0, !validation.isEmpty else { return nil }
    let dims = min(options.dims, counts.itemCount)
    let directions = ItemDirections(
      counts.pairs(.around), dims: dims, compute: run.compute, using: &generator)
    let network = NextItemNetwork(
      vectors: try directions.vectors {
        try run.checkGoesOn()
        run.progress("item vectors", $0)
      }, dims: dims, hidden: options.hidden, using: &generator)
    let gains = try NetworkFit(
      network, fit, transitions.weights.mixture, transitions.weights.score,
      dropout: options.dropout, run
    ).train(
      on: fit.draw(options.positions, using: &generator), epochs: options.epochs,
      validation: validation, using: &generator)
    let change = gains.plain.decimals + " to " + gains.best.decimals
    guard gains.best > gains.plain else {
      run.note("GRU left out: no gain over counts on \(validation.count) events of users set aside")
      return nil
    }
    run.note("GRU: NDCG@10 from \(change) on \(validation.count) events of users set aside")
    return network
  }
}
