extension SequenceBatch {
  /// The steps `steps` of the chosen examples. Those that have ended before drop out.
  ///
  /// - Parameters:
  ///   - chosen: indices of examples, longest first; the first is longer than `steps.lowerBound`.
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
