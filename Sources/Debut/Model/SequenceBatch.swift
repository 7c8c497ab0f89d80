/// Examples side by side, time-major: entry `step * rows + row` is what example `row` reads at `step`.
///
/// Rows are ordered by length, longest first, so that the rows still alive at a step are neighbours.
/// Entries from a row's length on are zero.
public struct SequenceBatch: Sendable {
  /// Examples.
  public let rows: Int
  /// The longest example in this batch, or the steps of this piece of it.
  public let steps: Int
  /// [rows] steps of each example that lie in this batch, descending.
  public let lengths: [Int32]
  /// [rows] index of the example's user in the training histories.
  public let users: [Int32]
  /// [steps * rows]
  public let items: [Int32]
  /// [steps * rows] in stars.
  public let ratings: [Float]
  /// [steps * rows] 1 where the rating is to be predicted from the steps before it, else 0.
  public let targets: [Float]
  /// [steps * rows] position of the entry in the user's history.
  public let positions: [Int32]
  /// 0, or where a piece of a longer batch begins: the state is carried on from the piece before.
  public let firstStep: Int
  /// Whether a further piece of the same examples follows.
  public let continues: Bool

  public init(
    rows: Int, steps: Int, lengths: [Int32], users: [Int32], items: [Int32], ratings: [Float],
    targets: [Float], positions: [Int32], firstStep: Int = 0, continues: Bool = false
  ) {
    self.rows = rows
    self.steps = steps
    self.lengths = lengths
    self.users = users
    self.items = items
    self.ratings = ratings
    self.targets = targets
    self.positions = positions
    self.firstStep = firstStep
    self.continues = continues
  }

  /// Entries that are targets.
  public var targetCount: Int { targets.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }
}
