/// The histories of many users: columns in which each user's ratings are neighbours, in time order.
///
/// A view as well: choosing users or cutting histories short copies no rating.
public struct Histories: RandomAccessCollection, Sendable {
  /// The columns that views share. `times` is empty where the data has none.
  public struct Columns: Sendable {
    public let items: [Int32]
    public let ratings: [Float]
    public let timestamps: [Int64]

    public init(items: [Int32], ratings: [Float], timestamps: [Int64]) {
      precondition(
        items.count == ratings.count && (timestamps.isEmpty || timestamps.count == items.count),
        "columns have the same number of rows")
      self.items = items
      self.ratings = ratings
      self.timestamps = timestamps
    }
  }

  public let columns: Columns
  /// The users' ids, in the order of the histories.
  public let userIDs: [Int64]
  /// Where each user's ratings stand in the columns.
  public let ranges: [Range<Int>]

  /// - Precondition: as many ranges as users, each within the columns.
  public init(columns: Columns, userIDs: [Int64], ranges: [Range<Int>]) {
    precondition(userIDs.count == ranges.count, "one range a user")
    self.columns = columns
    self.userIDs = userIDs
    self.ranges = ranges
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { userIDs.count }

  /// The history of the user at index 0 ..< count.
  public subscript(user: Int) -> History {
    let range = ranges[user]
    return History(
      items: columns.items[range], ratings: columns.ratings[range],
      timestamps: columns.timestamps.isEmpty ? [] : columns.timestamps[range])
  }

  /// The number of ratings in all histories.
  public var ratingCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// The users at the given indices, in that order.
  public func selecting(_ users: some Sequence<Int>) -> Histories {
    let users = Array(users)
    return Histories(
      columns: columns, userIDs: users.map { userIDs[$0] }, ranges: users.map { ranges[$0] })
  }
}
