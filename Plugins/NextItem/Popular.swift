import Debut

/// A model that orders items by their number of training events.
///
/// - Stability: evolving.
public final class Popular: ScoringModel {
  public static let descriptor = ModelDescriptor(
    name: "popular",
    summary: "items by their number of events, the same list for everyone",
    discussion: """
      Counts how often each item comes in the training histories; an item's score is that number. Users \
      do not enter, neither does time: everyone gets the same list, less what they have had. A model of \
      next items that personalises has to beat it. On ratings every rating counts as one event, \
      whatever its stars.
      """,
    reference: "the usual first baseline; Cremonesi, Koren and Turrin 2010 call it TopPop",
    learning: .events)

  public private(set) var scorer: SharedList?

  public init(options: NoOptions) {}

  /// Returns the bytes of a count and a score for each item.
  public static func trainingMemory(_ options: NoOptions, for size: TrainingSize) -> Int? {
    MemorySum.product(8, size.items)
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    scorer = SharedList(try data.eventCounts(run).map(Float.init), name: "popularity")
  }

  public func save(to state: inout StateWriter) {
    guard let scorer else { return }
    state.add("item.count", scorer.scores)
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    scorer = SharedList(
      try state.floats("item.count", shape: [outline.itemCount]), name: "popularity")
  }
}
