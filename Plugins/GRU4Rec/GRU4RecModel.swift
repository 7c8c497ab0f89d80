import Debut

/// A model of the next item: counts of what users did one after the other, mixed and weighed by likelihood.
///
/// - Stability: evolving.
public final class GRU4RecModel: ScoringModel {
  public struct Options: ModelOptions {
    public var mixturePositions = 8000
    public var scorePositions = 3000
    public var epochs = 4

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "mixture-positions", \.mixturePositions, in: 100...1_000_000,
        "events of training users that the weights of the mixture are fitted to"),
      .init(
        "score-positions", \.scorePositions, in: 100...1_000_000,
        "events of training users that the weights of the score are fitted to"),
      .init("epochs", \.epochs, in: 0...100, "passes over the events that the score is fitted to"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "gru4rec",
    summary: "next items by transitions and popularity, weighed by how well they predict",
    discussion: """
      Learns which item comes next. It counts what users did one after the other: what followed an item \
      within three events, what came before it, and what stood within twenty events of it; further how \
      often each item came at all, and lately. From these counts it makes distributions over all items, \
      such as what follows the last item, and two fits decide what each is worth. A mixture of them is \
      fitted to the likelihood of `mixture-positions` events of training users; its weights depend on the \
      number of events, on the time between the last two, and on how often the last item was seen. Then \
      a linear score of logarithms, of the mixture among them, is trained on `score-positions` events by \
      the exact softmax over all items, with weights that depend on the same.

      No network is part of it as yet: what is trained are the weights of counts, some hundred numbers. \
      While they are trained, what the user at hand did from the event on is taken out of all counts, so \
      that counts are trusted as far as they speak for others. Where users have items again (1 % of the \
      events or more), their own items are further distributions.

      A fresh user is answered like any other: the state is the last 60 events, and one more takes \
      constant time. Scores have no unit; they order items, and exp of them is proportional to how likely \
      each comes next. Popularity is that before the user's last event, or that at the end of training. \
      Items without events come last.
      """,
    reference: """
      Hidasi et al. 2016 (the task, and the softmax over items); Jelinek and Mercer 1980 (interpolation \
      by held-out likelihood); Ludewig and Jannach 2018 (sequential rules)
      """, learning: .events)

  let options: Options
  public internal(set) var scorer: GRU4RecScorer?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the counts, which are made from parts, of the events in several orders, and of what the
  /// shards of the fits keep for all items.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let square = MemorySum.product(size.items, size.items)
    var memory = MemorySum()
    for (kind, pairs) in [(PairKind.after, 1), (.before, 1), (.around, 2)] {
      let most = MemorySum.product(kind.weights.count * pairs, size.ratings)
      memory.addBytes(20, min(most, square))
    }
    memory.addBytes(64, size.ratings)
    memory.addBytes(EventFit.bytesPerItem, size.items)
    memory.addBytes(TrailingPopularity.bytesPerItem, size.items)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let events = EventSequences(data.histories)
    let counts = try EventCounts(
      events, itemCount: data.itemCount, workers: run.compute.workers
    ) { share in
      try run.checkGoesOn()
      run.progress("counts", share)
    }
    var generator = SeededGenerator(seed: run.seed)
    let fit = EventFit(counts, events, run)
    var mixture = Mixture(repeats: counts.repeats)
    try fit.fit(&mixture, to: fit.draw(options.mixturePositions, using: &generator))
    var score = Score()
    try fit.fit(
      &score, mixture, to: fit.draw(options.scorePositions, using: &generator),
      epochs: options.epochs, using: &generator)
    scorer = GRU4RecScorer(counts, mixture, score)
  }
}
