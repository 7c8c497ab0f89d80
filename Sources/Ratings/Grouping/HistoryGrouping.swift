/// Turns ratings in file order into histories: users by ascending id, each user's ratings in the order
/// of (timestamp, file order), of several ratings of one item only the latest.
///
/// Counting sort by user, then each history by time on its own; nothing compares rows of different
/// users, and so threads share the users out. Rows that stand grouped by ascending user are sorted where
/// they are. - Complexity: O(rows), and O(n log n) over the distinct ids of 2^20 and above.
struct HistoryGrouping {
  let columns: Histories.Columns
  let userIDs: [Int64]
  let ranges: [Range<Int>]
  /// The ids of the rated items, ascending; the columns' items are indices into them.
  let itemIDs: [Int64]
  /// Ratings that a later one of the same user and item replaced.
  let duplicates: Int

  /// Uses the columns of `ratings` up. Where a stop is requested midway, some histories are empty.
  init(_ ratings: RatingParts, plan: RatingReader.Plan) {
    let threads = plan.threads
    let users = IDRanking(ratings.coders.map(\.users))
    let items = IDRanking(ratings.coders.map(\.items))
    Self.rankItems(ratings, items.ranks, threads)
    let order = RunOrder(
      ratings.parts, ranks: users.ranks, users: users.ids.count, threads: threads)
    let count = ratings.count
    let isInPlace = order.isInPlace
    let target =
      isInPlace
      ? ratings.columns
      : RatingColumns(capacity: count, hasTimestamps: ratings.hasTimestamps)
    let ranges = ratings.columns.withPointers { source in
      let writer = HistoryWriter(
        order: order, source: source, itemCount: items.ids.count, stop: plan.stop)
      return isInPlace
        ? writer.write(to: source, threads: threads)
        : target.withPointers { writer.write(to: $0, threads: threads) }
    }
    target.truncate(to: ranges.last?.upperBound ?? 0)
    columns = Histories.Columns(
      items: target.items, ratings: target.ratings, timestamps: target.timestamps)
    self.ranges = ranges
    userIDs = users.ids
    itemIDs = items.ids
    duplicates = count - target.items.count
  }

  /// Puts in place of the items' codes where their ids stand among all.
  private static func rankItems(
    _ ratings: RatingParts, _ ranks: [OwnedBuffer<Int32>], _ threads: Int
  ) {
    let parts = ratings.parts
    ratings.columns.withPointers { columns in
      ParallelWork.run(pieces: parts.count, threads: threads) { i, _ in
        let rank = ranks[parts[i].coder].start
        for row in parts[i].rows { columns.items[row] = rank[Int(columns.items[row])] }
      }
    }
  }
}
