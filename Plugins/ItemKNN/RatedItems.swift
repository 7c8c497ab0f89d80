import Debut

/// What the model knows of a user: their bias, and for each item that they rated how far the rating
/// was from what was expected then. Grows with the number of different items rated.
public struct RatedItems: Sendable {
  /// The user's bias so far.
  private(set) var bias: DecayedMean
  /// Ratings so far, those of items without neighbours included.
  private(set) var ratings = 0
  /// Rated items that have neighbours, ascending; an item that was rated again stands once, with the
  /// last rating.
  private(set) var items: [Int32] = []
  /// Stars above the item's base plus the user's bias as it was just before the rating.
  private(set) var residuals: [Float] = []
  /// The number of ratings before it.
  private(set) var positions: [Int32] = []

  init(bias: DecayedMean) { self.bias = bias }

  /// Takes one more rating into account.
  ///
  /// - Parameters:
  ///   - base: mean + item bias in stars.
  ///   - hasNeighbours: whether the item can speak for others.
  /// - Complexity: O(log items) and a move of memory.
  mutating func add(_ interaction: Interaction, base: Double, hasNeighbours: Bool) {
    let deviation = Double(interaction.rating) - base
    if hasNeighbours {
      let item = Int32(interaction.item)
      let place = items.lowerBound(of: item)
      if place == items.count || items[place] != item {
        items.insert(item, at: place)
        residuals.insert(0, at: place)
        positions.insert(0, at: place)
      }
      residuals[place] = Float(deviation - bias.value)
      positions[place] = Int32(ratings)
    }
    bias.add(deviation)
    ratings += 1
  }
}

extension RandomAccessCollection<Int32> where Index == Int {
  /// The first place in an ascending collection whose value is not below `value`.
  func lowerBound(of value: Int32) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
