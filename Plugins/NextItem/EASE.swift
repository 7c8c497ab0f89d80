import Debut

/// A linear model from items to items, in closed form.
///
/// - Stability: evolving.
public final class EASE: ScoringModel {
  public struct Options: ModelOptions {
    public var lambda: Float = 500
    public var decay: Float = 1

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "lambda", \.lambda, in: 1...1_000_000,
        "strength of the regularisation, in events: that much is added to each item's number of users"
      ),
      .init(
        "decay", \.decay, in: 0.05...1,
        "what an event of the history weighs against the one after it; 1: all the same, as published"
      ),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "ease",
    summary: "a linear model from the items of a history to all others, in closed form",
    discussion: """
      Learns a table B of items by items, with zeros on its diagonal, so that each training history, as \
      zeros and ones, times B comes closest to itself, less `lambda` times the squares of B: every item \
      is predicted from the others of the same user. The solution is one inverse of the table of common \
      users. Order and times of events play no part in the training, nor does how often a user had an \
      item.

      An item's score is the sum of its column over the items of the history; with `decay` below 1 an \
      item counts the less the longer ago its last event is, of which the published model knows nothing; \
      0.8 or 0.9 is better where histories are long and tastes move. \
      Nothing is kept of training users. One more event adds one row, without replay; without an event \
      the order is that of `popular`.

      Memory and model file: 4 bytes for each pair of items with events, 370 MB for 9,630 of them; time \
      grows with the cube of their number. More than 20,000 items are refused.
      """,
    reference: "Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data, equation 8",
    learning: .events)

  /// Largest number of items with events: 1.6 GB.
  static let mostItems = 20_000

  private let options: Options
  public private(set) var scorer: LinearScorer<DenseTable>?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the table, the panels of its inverse, and the events by user and by item.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let items = min(size.items, mostItems)
    var memory = MemorySum()
    memory.addFloats(items, items + 16 + 2 * 128)
    memory.addBytes(32, size.ratings)
    memory.addBytes(8, size.users)
    memory.addBytes(40, size.items)
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let events = try EventMatrix(data, run)
    guard events.items.count <= Self.mostItems else {
      throw EngineError.badModel(
        model: Self.descriptor.name,
        reason:
          "\(events.items.count) items have events, and it inverts a table of items by items, of "
          + "\(Self.mostItems) at most")
    }
    let table = DenseTable(count: events.items.count, kernels: run.compute.kernels)
    try table.countCommonUsers(events, plus: options.lambda, run)
    try table.sweep(run)
    try table.divideByDiagonal(run)
    prepareToAnswer(events.items, table)
  }

  private func prepareToAnswer(_ items: EventColumns, _ table: DenseTable) {
    scorer = LinearScorer(items, table, decay: options.decay, name: "linear model")
  }

  public func save(to state: inout StateWriter) {
    guard let scorer else { return }
    scorer.items.save(to: &state)
    let table = scorer.table
    state.add("weights", table.values, shape: [table.count, table.stride])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let items = try EventColumns(from: state, items: outline.itemCount)
    guard items.count <= Self.mostItems else {
      throw EngineError.badModelFile(
        reason: "\(items.count) of its items have events, and \(Self.mostItems) are the most")
    }
    let stored = try state.floats(
      "weights", shape: [items.count, DenseTable.stride(of: items.count)])
    let table = DenseTable(count: items.count, kernels: run.compute.kernels)
    _ = table.values.floats.update(fromContentsOf: stored)
    prepareToAnswer(items, table)
  }
}

extension DenseTable {
  /// Rows that one thread fills at once.
  private static let block = 16

  /// Writes the lower triangle of X'X + lambda I, for a matrix X of zeros and ones: the numbers of users that
  /// two items have in common.
  ///
  /// - Throws: `EngineError.interrupted`.
  fileprivate func countCommonUsers(
    _ events: EventMatrix, plus lambda: Float, _ run: TrainingContext
  ) throws {
    let (users, items) = (events.byUser, events.byItem)
    let rowsAtOnce = 16 * Self.block
    for first in Swift.stride(from: 0, to: count, by: rowsAtOnce) {
      try run.checkGoesOn()
      run.progress("common users", Double(first) / Double(count))
      run.compute.forBlocks(of: Self.block, in: min(rowsAtOnce, count - first)) { start, size in
        users.others.withUnsafeBufferPointer { others in
          for item in first + start..<first + start + size {
            let row = row(item)
            for user in items.others[items.starts[item]..<items.starts[item + 1]] {
              for i in users.starts[Int(user)]..<users.starts[Int(user) + 1] {
                guard others[i] <= Int32(item) else { break }
                row[Int(others[i])] += 1
              }
            }
            row[item] += lambda
          }
        }
      }
    }
  }

  /// Turns the lower triangle of -P into B = -P / diag(P), columns divided, with zeros on the diagonal.
  ///
  /// - Throws: `EngineError.interrupted`.
  fileprivate func divideByDiagonal(_ run: TrainingContext) throws {
    let scales = (0..<count).map { -1 / row($0)[$0] }
    let rowsAtOnce = 16 * Self.block
    try scales.withUnsafeBufferPointer { scales in
      for first in Swift.stride(from: 0, to: count, by: rowsAtOnce) {
        try run.checkGoesOn()
        run.compute.forBlocks(of: Self.block, in: min(rowsAtOnce, count - first)) { start, size in
          divide(first + start..<first + start + size, scales)
        }
      }
    }
  }

  /// Divides some rows of the lower triangle, and writes their mirror image.
  private func divide(_ rows: Range<Int>, _ scales: UnsafeBufferPointer<Float>) {
    for j in 0..<rows.upperBound {
      let mirror = row(j)
      for i in max(rows.lowerBound, j + 1)..<max(rows.upperBound, j + 1) {
        let value = row(i)[j]
        row(i)[j] = value * scales[j]
        mirror[i] = value * scales[i]
      }
    }
    for i in rows { row(i)[i] = 0 }
  }
}
