import Debut

/// The state of a user in `item-knn`: their bias, and for each rated item the residual of the rating at
/// that time. It grows with the number of different items rated.
///
/// - Stability: evolving.
public struct RatedItems: Sendable {
  /// The user's bias so far.
  private(set) var bias: DecayedMean
  /// Ratings so far, including those of items without neighbours.
  private(set) var ratings = 0
  /// Rated items that have neighbours, ascending. An item that was rated again is there once, with the
  /// last rating.
  private(set) var items: [Int32] = []
  /// Stars above the item's base plus the user's bias just before the rating.
  private(set) var residuals: [Float] = []
  /// Number of the user's ratings before each.
  private(set) var positions: [Int32] = []

  init(bias: DecayedMean) { self.bias = bias }

  /// Adds one more rating.
  ///
  /// - Parameters:
  ///   - base: mean + item bias in stars.
  ///   - hasNeighbours: true if the item is a neighbour of others.
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
  /// Returns the first index of an ascending collection with a value that is not below `value`.
  func lowerBound(of value: Int32) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
