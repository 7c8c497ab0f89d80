/// What one user rated, in the order of (timestamp, order in the file).
///
/// A view: slicing and passing it on copies no rating.
public struct History: RandomAccessCollection, Sendable {
  public typealias SubSequence = History

  /// Item indices, ratings in stars, and seconds since 1970 (empty where the data has no times).
  /// The three slices share their indices.
  public let items: ArraySlice<Int32>
  public let ratings: ArraySlice<Float>
  public let timestamps: ArraySlice<Int64>

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

  /// A history of its own storage, in the order given.
  public init(_ interactions: some Collection<Interaction>) {
    let times = interactions.compactMap(\.timestamp)
    self.init(
      items: interactions.map { Int32($0.item) }[...], ratings: interactions.map(\.rating)[...],
      timestamps: times.count == interactions.count ? times[...] : [])
  }

  public static var empty: History { History([]) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { items.count }

  /// The interaction at position 0 ..< count.
  public subscript(position: Int) -> Interaction {
    let i = items.startIndex + position
    return Interaction(
      item: Int(items[i]), rating: ratings[i], timestamp: timestamps.isEmpty ? nil : timestamps[i])
  }

  /// The neighbouring ratings at `range`, positions counted from 0 again.
  public subscript(range: Range<Int>) -> History {
    let slice = items.startIndex + range.lowerBound..<items.startIndex + range.upperBound
    return History(
      items: items[slice], ratings: ratings[slice],
      timestamps: timestamps.isEmpty ? [] : timestamps[slice])
  }
}
