/// Turns ratings in file order into histories: users by ascending id, each user's ratings in the order
/// of (timestamp, file order), of several ratings of one item only the latest.
///
/// Counting sort by user, then each history by time on its own; nothing compares rows of different
/// users, and so threads share the users out. - Complexity: O(rows), and O(n log n) over the distinct
/// ids of 2^20 and above.
struct HistoryGrouping {
  let items: [Int32]
  let ratings: [Float]
  let timestamps: [Int64]
  let userIDs: [Int64]
  let ranges: [Range<Int>]
  /// The ids of the rated items, ascending; `items` are indices into them.
  let itemIDs: [Int64]
  /// Ratings that a later one of the same user and item replaced.
  let duplicates: Int

  init(_ ratings: RatingParts, threads: Int) {
    let users = IDRanking(ratings.coders.map(\.users))
    let items = IDRanking(ratings.coders.map(\.items))
    let order = RunOrder(
      ratings.parts, ranks: users.ranks, users: users.ids.count, threads: threads)
    let writer = HistoryWriter(
      parts: ratings.parts, order: order, users: users.ids.count, ranks: items.ranks,
      itemCount: items.ids.count)
    let kept = OwnedBuffer<Int>(capacity: users.ids.count)
    let count = ratings.count
    let times = ratings.hasTimestamps ? count : 0
    var ranges: [Range<Int>] = []
    var itemColumn: [Int32] = []
    var ratingColumn: [Float] = []
    timestamps = Array(unsafeUninitializedCapacity: times) { timeBuffer, timeCount in
      ratingColumn = Array(unsafeUninitializedCapacity: count) { ratingBuffer, ratingCount in
        itemColumn = Array(unsafeUninitializedCapacity: count) { itemBuffer, itemCount in
          let columns = HistoryColumns(itemBuffer, ratingBuffer, timeBuffer)
          writer.write(to: columns, kept: kept, threads: threads)
          ranges = columns.closeGaps(order.rowStarts, kept, users: users.ids.count)
          itemCount = ranges.last?.upperBound ?? 0
          ratingCount = itemCount
          timeCount = times > 0 ? itemCount : 0
        }
      }
    }
    self.items = itemColumn
    self.ratings = ratingColumn
    self.ranges = ranges
    userIDs = users.ids
    itemIDs = items.ids
    duplicates = count - itemColumn.count
  }
}

/// Where histories are written; threads write different ranges.
struct HistoryColumns: @unchecked Sendable {
  let items: UnsafeMutablePointer<Int32>?
  let ratings: UnsafeMutablePointer<Float>?
  /// Nil where there are no times.
  let timestamps: UnsafeMutablePointer<Int64>?

  init(
    _ items: UnsafeMutableBufferPointer<Int32>, _ ratings: UnsafeMutableBufferPointer<Float>,
    _ timestamps: UnsafeMutableBufferPointer<Int64>
  ) {
    self.items = items.baseAddress
    self.ratings = ratings.baseAddress
    self.timestamps = timestamps.isEmpty ? nil : timestamps.baseAddress
    for column in [
      UnsafeMutableRawBufferPointer(items), .init(ratings), .init(timestamps),
    ] {
      if let start = column.baseAddress {
        MemoryAdvice.preferLargePages(start, bytes: column.count)
      }
    }
  }

  /// Moves histories that follow dropped duplicates down, and returns where each history stands.
  func closeGaps(
    _ starts: OwnedBuffer<Int>, _ kept: OwnedBuffer<Int>, users: Int
  ) -> [Range<Int>] {
    var end = 0
    return (0..<users).map { user in
      let (start, count) = (starts.start[user], kept.start[user])
      if start > end, let items, let ratings {
        (items + end).update(from: items + start, count: count)
        (ratings + end).update(from: ratings + start, count: count)
        if let timestamps { (timestamps + end).update(from: timestamps + start, count: count) }
      }
      defer { end += count }
      return end..<end + count
    }
  }
}
