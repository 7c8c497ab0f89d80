/// Examples side by side, time-major: entry `step * rows + row` is the rating that example `row` reads at
/// `step`.
///
/// Rows are ordered by length, longest first, so that the rows still alive at a step are neighbours.
/// Entries from a row's length on are zero.
///
/// - Stability: stable.
public struct SequenceBatch: Sendable {
  /// The number of examples.
  public let rows: Int
  /// The number of steps: the longest example's, or those of this part of a longer batch.
  public let steps: Int
  /// [rows] the number of steps of each example that lie in this batch, descending.
  public let lengths: [Int32]
  /// [rows] the index of the example's user in the training histories.
  public let users: [Int32]
  /// [steps * rows] the item of each entry.
  public let items: [Int32]
  /// [steps * rows] the rating of each entry in stars.
  public let ratings: [Float]
  /// [steps * rows] 1 if the rating is to be predicted from the steps before it, else 0.
  public let targets: [Float]
  /// [steps * rows] the position of the entry in the user's history.
  public let positions: [Int32]
  /// The step of a longer batch that this part begins with; the state is carried on from the part before.
  /// 0 for a first part and for a whole batch.
  public let firstStep: Int
  /// True if a further part of the same examples follows.
  public let continues: Bool

  /// Creates a batch from its arrays.
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

  /// Returns neighbouring rows as a batch of their own, without the steps that all of them have ended before.
  ///
  /// - Precondition: the rows are within the batch, and one at least.
  func piece(_ chosen: Range<Int>) -> SequenceBatch {
    precondition(
      chosen.lowerBound >= 0 && chosen.upperBound <= rows && !chosen.isEmpty,
      "a piece has rows of the batch")
    let steps = Int(lengths[chosen.lowerBound])
    func cut<Element>(_ entries: [Element]) -> [Element] {
      var cut: [Element] = []
      cut.reserveCapacity(steps * chosen.count)
      for step in 0..<steps {
        cut += entries[step * rows + chosen.lowerBound..<step * rows + chosen.upperBound]
      }
      return cut
    }
    return SequenceBatch(
      rows: chosen.count, steps: steps, lengths: Array(lengths[chosen]),
      users: Array(users[chosen]), items: cut(items), ratings: cut(ratings), targets: cut(targets),
      positions: cut(positions), firstStep: firstStep, continues: continues)
  }

  /// The number of entries that are targets.
  public var targetCount: Int { targets.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }
}

extension SequenceBatch {
  /// Gathers the steps `steps` of the chosen examples. Those that have ended before drop out.
  ///
  /// - Parameters:
  ///   - examples: the examples of an epoch.
  ///   - chosen: indices of examples, longest first; the first is longer than `steps.lowerBound`.
  ///   - steps: the steps of the examples to gather.
  ///   - histories: the histories that the examples were made from.
  /// - Complexity: O(rows x steps).
  public init(
    _ examples: Examples, _ chosen: ArraySlice<Int32>, steps: Range<Int>, of histories: Histories
  ) {
    let alive = chosen.prefix { examples.length(Int($0)) > steps.lowerBound }
    let longest = alive.first.map { examples.length(Int($0)) } ?? 0
    let rows = alive.count
    let end = Swift.min(steps.upperBound, longest)
    let count = rows * Swift.max(end - steps.lowerBound, 0)
    var items = [Int32](repeating: 0, count: count)
    var ratings = [Float](repeating: 0, count: count)
    var targets = [Float](repeating: 0, count: count)
    var positions = [Int32](repeating: 0, count: count)
    var lengths = [Int32](repeating: 0, count: rows)
    var users = [Int32](repeating: 0, count: rows)
    let columns = histories.columns
    for (row, chosenExample) in alive.enumerated() {
      let example = Int(chosenExample)
      let user = Int(examples.users[example])
      let base = histories.ranges[user].lowerBound
      let first = examples.starts[example] + steps.lowerBound
      let length = Swift.min(end, examples.length(example)) - steps.lowerBound
      let firstTarget = Int(examples.firstTargets[example]) - steps.lowerBound
      lengths[row] = Int32(length)
      users[row] = Int32(user)
      for step in 0..<length {
        let position = examples.positions[first + step]
        let entry = step * rows + row
        items[entry] = columns.items[base + Int(position)]
        ratings[entry] = columns.ratings[base + Int(position)]
        targets[entry] = step >= firstTarget ? 1 : 0
        positions[entry] = position
      }
    }
    self.init(
      rows: rows, steps: end - steps.lowerBound, lengths: lengths, users: users, items: items,
      ratings: ratings, targets: targets, positions: positions, firstStep: steps.lowerBound,
      continues: longest > steps.upperBound)
  }
}
