import Debut

/// A model of next items by what followed the user's last items in training; nothing is trained.
///
/// - Stability: evolving.
public final class ItemGraph: ScoringModel {
  public static let descriptor = ModelDescriptor(
    name: "item-graph",
    summary: "what came after the user's last five items in other histories",
    discussion: """
      Counts transitions: how often an item came right after another in a history (weight 1), or with \
      one (0.5) or two (0.25) events between. Divided by their sum, those from an item are shares. An \
      item's score is the sum of its shares after the user's last five items, weighted 1, 0.7, 0.5, 0.35 \
      and 0.25 from the last one back, plus a millionth of its number of events, which orders what the \
      transitions leave equal, and weighs against them where items have hundreds of thousands of events. Nothing is optimised, and the weights are not options: it is the bar that \
      a trained model of sequences has to clear, and on small data few do.

      A user is their last five items: one more event is taken in at the same cost however long the \
      history is, and whatever is older plays no part. Without an event the order is that of `popular`. \
      The table has at most three entries an event, of 8 bytes each. On ratings every rating counts as \
      one event, whatever its stars.
      """,
    reference: """
      A heuristic in the line of Markov chains for recommendations (Rendle, Freudenthaler and \
      Schmidt-Thieme 2010, section 4) and of co-occurrence within a window; its weights are conventions
      """,
    learning: .events)

  public private(set) var scorer: ItemGraphScorer?

  public init(options: NoOptions) {}

  /// Returns the bytes of three transitions an event while they are counted, and of the rows.
  public static func trainingMemory(_ options: NoOptions, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addBytes(TransitionCounts.weights.count, 8 + 4 + 8, size.ratings)
    memory.addBytes(48, size.items)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let counts = try data.eventCounts(run)
    scorer = ItemGraphScorer(counts: counts, shares: try TransitionCounts.shares(data, run))
  }

  public func save(to state: inout StateWriter) {
    guard let scorer else { return }
    state.add("item.count", scorer.counts)
    scorer.shares.save("transitions", to: &state)
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let count = outline.itemCount
    scorer = ItemGraphScorer(
      counts: try state.int32s("item.count", shape: [count]),
      shares: try SparseRows("transitions", from: state, rows: count, columns: count))
  }
}
