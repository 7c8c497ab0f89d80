import Debut

/// A model of item neighbours for events.
///
/// - Stability: evolving.
public final class ItemKNNEvents: ScoringModel {
  public struct Options: ModelOptions {
    public var neighbours = 1000
    public var shrinkage: Float = 10
    public var decay: Float = 0.8

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("neighbours", \.neighbours, in: 1...10_000, "similar items that are kept of each item"),
      .init(
        "shrinkage", \.shrinkage, in: 0...1_000_000,
        "what is added to the denominator of a similarity, so that few common users make little of one"
      ),
      .init(
        "decay", \.decay, in: 0.05...1,
        "what an event of the history weighs against the one after it; 1: all the same"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "item-knn-events",
    summary: "the items that share users with those of the history, recent ones first",
    discussion: """
      Two items are similar if many users have had both: the cosine between their columns of zeros and \
      ones, with `shrinkage` added to its denominator. Of each item the `neighbours` most similar are \
      kept. An item's score is the sum of its similarities to the items of the history that it is a \
      neighbour of, each weighing `decay` for every event since its last one.

      Nothing is kept of training users, so known and fresh ones are answered alike. One more event adds \
      a row of neighbours, without replay; without an event the order is that of `popular`. It counts, \
      in a time that grows with the squares of the users' numbers of items; 8 bytes a neighbour. \
      `item-knn` is its sister for ratings in stars.
      """,
    reference: "Deshpande and Karypis 2004 (cosine); Bell and Koren 2007, equation 5 (shrinkage)",
    learning: .events)

  private let options: Options
  public private(set) var scorer: LinearScorer<SparseRows>?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the events by user and by item, and of the neighbours, twice while they are joined.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addBytes(2 * 8 * 2, size.items, min(options.neighbours, size.items))
    memory.addBytes(32, size.ratings)
    memory.addBytes(8, size.users)
    memory.addBytes(80, size.items)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let events = try EventMatrix(data, run)
    prepareToAnswer(
      events.items,
      try CosineNeighbours.rows(
        events, limit: options.neighbours, shrinkage: options.shrinkage, run))
  }

  private func prepareToAnswer(_ items: EventColumns, _ rows: SparseRows) {
    scorer = LinearScorer(items, rows, decay: options.decay, name: "neighbours")
  }

  public func save(to state: inout StateWriter) {
    guard let scorer else { return }
    scorer.items.save(to: &state)
    scorer.table.save("neighbours", to: &state)
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let items = try EventColumns(from: state, items: outline.itemCount)
    prepareToAnswer(
      items,
      try SparseRows("neighbours", from: state, rows: items.count, columns: items.count))
  }
}
