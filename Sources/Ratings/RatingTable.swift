/// Ratings as they stand in a file: columns, one row a rating, in file order.
public struct RatingTable: Sendable {
  /// User ids, 0 ... 2^63 - 1.
  public private(set) var users = IDColumn()
  /// Item ids, 0 ... 2^63 - 1.
  public private(set) var items = IDColumn()
  /// Stars.
  public private(set) var ratings: [Float] = []
  /// Seconds since 1970; empty where the data has no times.
  public private(set) var timestamps: [Int64] = []
  public let hasTimestamps: Bool

  public init(hasTimestamps: Bool, capacity: Int = 0) {
    self.hasTimestamps = hasTimestamps
    users.reserve(capacity)
    items.reserve(capacity)
    ratings.reserveCapacity(capacity)
    if hasTimestamps { timestamps.reserveCapacity(capacity) }
  }

  /// The number of rows.
  public var count: Int { ratings.count }

  /// Adds a row. `timestamp` is ignored where the table has no times.
  /// - Precondition: ids are not negative, the rating is finite.
  @inline(__always)
  public mutating func append(user: Int64, item: Int64, rating: Float, timestamp: Int64 = 0) {
    users.append(user)
    items.append(item)
    ratings.append(rating)
    if hasTimestamps { timestamps.append(timestamp) }
  }

  /// The lowest and the highest rating; nil without rows.
  public var ratingSpan: ClosedRange<Float>? {
    guard var low = ratings.first else { return nil }
    var high = low
    for rating in ratings {
      low = min(low, rating)
      high = max(high, rating)
    }
    return low...high
  }
}
