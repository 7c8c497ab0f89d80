/// Ratings row by row, as a program makes them: columns, in the order in which they were added.
public struct RatingTable: Sendable {
  /// User ids, 0 ... 2^63 - 1.
  public private(set) var users: [Int64] = []
  /// Item ids, 0 ... 2^63 - 1.
  public private(set) var items: [Int64] = []
  /// Stars.
  public private(set) var ratings: [Float] = []
  /// Seconds since 1970; empty where the data has no times.
  public private(set) var timestamps: [Int64] = []
  public let hasTimestamps: Bool

  public init(hasTimestamps: Bool, capacity: Int = 0) {
    self.hasTimestamps = hasTimestamps
    users.reserveCapacity(capacity)
    items.reserveCapacity(capacity)
    ratings.reserveCapacity(capacity)
    if hasTimestamps { timestamps.reserveCapacity(capacity) }
  }

  /// The number of rows.
  public var count: Int { ratings.count }

  /// Adds a row. `timestamp` is ignored where the table has no times.
  /// - Precondition: ids are not negative, the rating is finite.
  public mutating func append(user: Int64, item: Int64, rating: Float, timestamp: Int64 = 0) {
    precondition(user >= 0 && item >= 0 && rating.isFinite, "ids and stars are what files may hold")
    users.append(user)
    items.append(item)
    ratings.append(rating)
    if hasTimestamps { timestamps.append(timestamp) }
  }

  /// The rows as the readers hand them on.
  var parts: RatingParts {
    let columns = RatingColumns(capacity: count, hasTimestamps: hasTimestamps)
    let coders = [IDCoder()]
    let part = columns.withPointers { pointers in
      var part = RatingPartBuilder(coder: 0, of: coders, to: pointers, rows: 0..<count)
      for row in 0..<count {
        part.append(
          user: users[row], item: items[row], rating: ratings[row],
          timestamp: hasTimestamps ? timestamps[row] : 0)
      }
      return part.finish()
    }
    return RatingParts(columns: columns, parts: [part], coders: coders)
  }
}
