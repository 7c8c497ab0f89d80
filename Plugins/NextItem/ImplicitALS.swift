import Debut

/// Matrix factorisation of implicit feedback by alternating least squares.
///
/// - Stability: evolving.
public final class ImplicitALS: ScoringModel {
  public struct Options: ModelOptions {
    public var factors = 64
    public var regularisation: Float = 50
    public var alpha: Float = 8
    public var iterations = 15

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init("factors", \.factors, in: 1...512, "length of the user and item vectors"),
      .init(
        "regularisation", \.regularisation, in: 0.0001...1_000_000,
        "weight of the squares of the vectors"),
      .init(
        "alpha", \.alpha, in: 0...10_000,
        "confidence that an event adds to that of no event, which is 1"),
      .init(
        "iterations", \.iterations, in: 1...1000,
        "how often user and item vectors are solved in turn"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "als",
    summary: "matrix factorisation of events by alternating least squares; every user folded in",
    discussion: """
      Learns a vector of `factors` numbers for each user and item, whose product is to be 1 where the \
      user has had the item and 0 where not. An item that the user has had r times counts with a \
      confidence of 1 + `alpha` r, any other with 1. User and item vectors are solved in turn, each the \
      solution of a small linear system. Order and times of events play no part.

      No user vector is kept. Every user, known or fresh, is folded in: the same system is solved for the \
      history, with all items frozen. A user's state is that system: one more event adds to it, \
      O(factors^2), and it is solved anew, O(factors^3), some ten microseconds at 64, however long the \
      history is. Without an event the order is that of `popular`.
      """,
    reference:
      "Hu, Koren and Volinsky 2008, Collaborative Filtering for Implicit Feedback Datasets",
    learning: .events)

  private let options: Options
  public private(set) var scorer: ImplicitALSScorer?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the vectors, those of items also packed, as an array and as bytes, of the events by user and by
  /// item, and of the systems that are solved at once.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    memory.addFloats(size.users, options.factors)
    memory.addFloats(size.items, 3, options.factors)
    memory.addBytes(size.items, options.factors + 8)
    memory.addFloats(64 * 32, options.factors, options.factors + 3)
    memory.addBytes(32, size.ratings)
    memory.addBytes(8, size.users)
    memory.addBytes(40, size.items)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let events = try EventMatrix(data, run)
    let rank = options.factors
    let fit = ImplicitFactors(system: system(run), lambda: options.regularisation)
    let users = FloatBuffer(count: events.byUser.count * rank)
    let items = FloatBuffer(count: events.items.count * rank)
    var generator = SeededGenerator(seed: run.seed)
    let scale = 0.1 / Float(rank).squareRoot()
    for i in 0..<items.count { items.base[i] = scale * (2 * generator.uniform() - 1) }
    for iteration in 0..<options.iterations {
      run.progress("factors", Double(iteration) / Double(options.iterations))
      try fit.solve(events.byUser, given: items, into: users, run)
      try fit.solve(events.byItem, given: users, into: items, run)
    }
    prepareToAnswer(events.items, items, run)
  }

  private func system(_ run: TrainingContext) -> ImplicitSystem {
    ImplicitSystem(rank: options.factors, alpha: options.alpha, kernels: run.compute.kernels)
  }

  private func prepareToAnswer(
    _ items: EventColumns, _ vectors: FloatBuffer, _ run: TrainingContext
  ) {
    scorer = ImplicitALSScorer(items, vectors, system(run), lambda: options.regularisation)
  }

  public func save(to state: inout StateWriter) {
    guard let scorer else { return }
    scorer.items.save(to: &state)
    state.add("item.weight", scorer.vectors, shape: [scorer.items.count, options.factors])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let items = try EventColumns(from: state, items: outline.itemCount)
    let stored = try state.floats("item.weight", shape: [items.count, options.factors])
    let vectors = FloatBuffer(count: stored.count)
    _ = vectors.floats.update(fromContentsOf: stored)
    prepareToAnswer(items, vectors, run)
  }
}

extension ImplicitALS: ProvidesItemVectors {
  /// The items' vectors; zeros for items without events.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    ItemVectors.result(
      scorer.map { scorer in
        let rank = scorer.system.rank
        var values = [Float](repeating: 0, count: scorer.items.columns.count * rank)
        for (column, item) in scorer.items.items.enumerated() {
          for k in 0..<rank {
            values[Int(item) * rank + k] = scorer.vectors.base[column * rank + k]
          }
        }
        return ItemVectors(dimension: rank, values: values)
      })
  }
}
