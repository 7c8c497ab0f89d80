/// Turns ratings in file order into histories: users in the order of their vocabulary, each user's ratings in the
/// order of (timestamp, file order), of several ratings of one item only the latest unless repeats
/// are kept.
///
/// A counting sort by user, then a sort of each history by time. Nothing compares rows of different
/// users, so threads share the users out. Rows that are grouped by user in that order are
/// sorted in place.
///
/// - Complexity: O(rows), and O(n log n) over the distinct ids of 2^20 and above.
struct HistoryGrouping {
  let columns: Histories.Columns
  let users: Vocabulary
  let ranges: [Range<Int>]
  /// The rated items; the columns' items are indices into it.
  let items: Vocabulary
  /// The number of ratings that a later one of the same user and item replaced.
  let duplicates: Int

  /// Groups the rows of `ratings`, whose columns it uses up.
  ///
  /// If a stop is requested midway, some histories are empty.
  ///
  /// - Parameter drawsTies: true if a user's rows of one time come in a drawn order, not in that of the file.
  init(
    _ ratings: RatingTable, keepsRepeats: Bool = false, drawsTies: Bool = false, plan: LoadPlan
  ) {
    let threads = plan.threads
    let users = ratings.users
    let items = ratings.items
    Self.rankItems(ratings, items.ranks, threads)
    let order = RunOrder(
      ratings.parts, ranks: users.ranks, users: users.vocabulary.count, threads: threads)
    let count = ratings.count
    let isInPlace = order.isInPlace
    let target =
      isInPlace
      ? ratings.columns
      : RatingColumns(capacity: count, hasTimestamps: ratings.hasTimestamps)
    let ranges = ratings.columns.withPointers { source in
      let writer = HistoryWriter(
        order: order, source: source, itemCount: items.vocabulary.count,
        keepsRepeats: keepsRepeats,
        ties: drawsTies ? TieOrder(users: users.vocabulary, items: items.vocabulary) : nil,
        stop: plan.stop)
      return isInPlace
        ? writer.write(to: source, threads: threads)
        : target.withPointers { writer.write(to: $0, threads: threads) }
    }
    target.truncate(to: ranges.last?.upperBound ?? 0)
    columns = Histories.Columns(
      items: target.items, ratings: target.ratings, timestamps: target.timestamps)
    self.ranges = ranges
    self.users = users.vocabulary
    self.items = items.vocabulary
    duplicates = count - target.items.count
  }

  /// Replaces the items' codes by their indices in the vocabulary of all.
  private static func rankItems(
    _ ratings: RatingTable, _ ranks: [OwnedBuffer<Int32>], _ threads: Int
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
