/// The histories of many users: columns in which each user's ratings are neighbours, in time order.
///
/// A view as well: choosing users or cutting histories short copies no rating.
///
/// - Stability: stable.
public struct Histories: RandomAccessCollection, Sendable {
  /// The columns that views share, one element a rating.
  public struct Columns: Sendable {
    /// Indices into the catalogue. Under implicit feedback an item may come again in a history.
    public let items: [Int32]
    /// Stars; under implicit feedback the weights of events.
    public let ratings: [Float]
    /// Seconds since 1970; empty if the data has no times.
    public let timestamps: [Int64]

    /// Makes columns.
    ///
    /// - Precondition: as many ratings as items, and as many times or none.
    public init(items: [Int32], ratings: [Float], timestamps: [Int64]) {
      precondition(
        items.count == ratings.count && (timestamps.isEmpty || timestamps.count == items.count),
        "columns have the same number of rows")
      self.items = items
      self.ratings = ratings
      self.timestamps = timestamps
    }

    /// Returns the columns with times of a unit as seconds.
    func inSeconds(_ unit: TimeUnit) -> Columns {
      let divisor = unit.perSecond
      guard divisor != 1 else { return self }
      return Columns(items: items, ratings: ratings, timestamps: timestamps.map { $0 / divisor })
    }
  }

  /// The columns that the ranges refer to.
  public let columns: Columns
  /// The users' ids, in the order of the histories.
  public let users: Vocabulary
  /// [user] the rows of the user's ratings in the columns.
  public let ranges: [Range<Int>]

  /// Makes a view of columns.
  ///
  /// - Precondition: as many ranges as users, each within the columns.
  public init(columns: Columns, users: Vocabulary, ranges: [Range<Int>]) {
    precondition(users.count == ranges.count, "one range a user")
    self.columns = columns
    self.users = users
    self.ranges = ranges
  }

  /// The index of the first user, 0.
  public var startIndex: Int { 0 }
  /// The number of users.
  public var endIndex: Int { ranges.count }

  /// The history of the user at index 0 ..< count.
  public subscript(user: Int) -> History {
    let range = ranges[user]
    return History(
      items: columns.items[range], ratings: columns.ratings[range],
      timestamps: columns.timestamps.isEmpty ? [] : columns.timestamps[range])
  }

  /// The share of neighbouring ratings of a user that have the same second: their order is that of the file,
  /// not one of time. Nil without times, or if nobody has two ratings.
  public var tiedShare: Double? {
    guard !columns.timestamps.isEmpty else { return nil }
    var (pairs, ties) = (0, 0)
    columns.timestamps.withUnsafeBufferPointer { times in
      for range in ranges where range.count > 1 {
        pairs += range.count - 1
        for row in range.dropFirst() where times[row] == times[row - 1] { ties += 1 }
      }
    }
    return pairs == 0 ? nil : Double(ties) / Double(pairs)
  }

  /// The number of ratings in all histories.
  public var ratingCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Returns the histories of the users at different indices, in the order of these.
  ///
  /// - Precondition: no index comes twice.
  public func selecting(_ users: some Sequence<Int>) -> Histories {
    let users = Array(users)
    return Histories(
      columns: columns, users: self.users.selecting(users), ranges: users.map { ranges[$0] })
  }
}
