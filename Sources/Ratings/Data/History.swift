/// One user's ratings in the order of (timestamp, order in the file).
///
/// A view: slicing and copying it copies no rating.
///
/// - Stability: stable.
public struct History: RandomAccessCollection, Sendable {
  /// A slice, which is a history with positions from 0.
  public typealias SubSequence = History

  // The three slices have the same indices.

  /// Item indices.
  public let items: ArraySlice<Int32>
  /// Stars; under implicit feedback the weights of events.
  public let ratings: ArraySlice<Float>
  /// Seconds since 1970; empty if the data has no times.
  public let timestamps: ArraySlice<Int64>

  /// Makes a view of columns.
  ///
  /// - Precondition: as many ratings as items, and as many timestamps or none.
  public init(
    items: ArraySlice<Int32>, ratings: ArraySlice<Float>, timestamps: ArraySlice<Int64> = []
  ) {
    precondition(
      items.indices == ratings.indices
        && (timestamps.isEmpty || timestamps.indices == items.indices),
      "the columns of a history have the same indices")
    self.items = items
    self.ratings = ratings
    self.timestamps = timestamps
  }

  /// Copies interactions in their order. The history has times if every interaction has one.
  public init(_ interactions: some Collection<Interaction>) {
    let times = interactions.compactMap(\.timestamp)
    self.init(
      items: interactions.map { Int32($0.item) }[...], ratings: interactions.map(\.rating)[...],
      timestamps: times.count == interactions.count ? times[...] : [])
  }

  /// A history without ratings.
  public static var empty: History { History([]) }

  /// The position of the first rating, 0.
  public var startIndex: Int { 0 }
  /// The number of ratings.
  public var endIndex: Int { items.count }

  /// The interaction at position 0 ..< count.
  public subscript(position: Int) -> Interaction {
    let i = items.startIndex + position
    return Interaction(
      item: Int(items[i]), rating: ratings[i], timestamp: timestamps.isEmpty ? nil : timestamps[i])
  }

  /// The ratings at the positions in `range`, with positions from 0.
  public subscript(range: Range<Int>) -> History {
    let slice = items.startIndex + range.lowerBound..<items.startIndex + range.upperBound
    return History(
      items: items[slice], ratings: ratings[slice],
      timestamps: timestamps.isEmpty ? [] : timestamps[slice])
  }
}
