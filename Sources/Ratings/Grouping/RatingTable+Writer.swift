extension RatingTable {
  /// Writes a part of a table row by row.
  struct Writer {
    private let users: VocabularyBuilder
    private let items: VocabularyBuilder
    /// The coders of texts; nil if the keys are numbers.
    let textUsers: TextKeyBuilder?
    let textItems: TextKeyBuilder?
    private let coder: Int
    private let columns: ColumnPointers
    private let start: Int
    /// The place of the next row.
    private(set) var end: Int
    private let limit: Int
    private var runs = OwnedBuffer<UserRun>(capacity: 256)
    private var runCount = 0
    /// The first row of the current run, and its user: a number, or the code of a text.
    private var runStart: Int
    private var user: Int64 = -1
    private var lowest = Float.infinity
    private var highest = -Float.infinity

    /// - Parameter rows: the places that it may write.
    init(coder: Int, of coders: [Coder], to columns: ColumnPointers, rows: Range<Int>) {
      precondition(rows.upperBound <= columns.items.count, "the columns have these rows")
      self.coder = coder
      self.columns = columns
      users = coders[coder].users
      items = coders[coder].items
      textUsers = coders[coder].textUsers
      textItems = coders[coder].textItems
      start = rows.lowerBound
      end = start
      runStart = start
      limit = rows.upperBound
    }

    /// True if no place is left.
    var isFull: Bool { end == limit }

    /// Writes a row of numbers as keys.
    ///
    /// - Precondition: the part is not full; neither keys are texts.
    @inline(__always)
    mutating func append(user: Int64, item: Int64, rating: Float, timestamp: Int64) {
      append(user: user, itemCode: items.code(for: item), rating: rating, timestamp: timestamp)
    }

    /// Returns the code of an item's number.
    @inline(__always)
    func itemCode(for item: Int64) -> Int32 { items.code(for: item) }

    /// Writes a row.
    ///
    /// - Parameters:
    ///   - user: the user's number, or the code of a text.
    ///   - itemCode: the code of the item.
    ///   - rating: the rating.
    ///   - timestamp: the time; without meaning in a table without times.
    /// - Precondition: the part is not full.
    @inline(__always)
    mutating func append(user: Int64, itemCode: Int32, rating: Float, timestamp: Int64) {
      if user != self.user {
        endRun()
        self.user = user
      }
      columns.items[end] = itemCode
      columns.ratings[end] = rating
      if !columns.timestamps.isEmpty { columns.timestamps[end] = timestamp }
      end &+= 1
      lowest = rating < lowest ? rating : lowest
      highest = rating > highest ? rating : highest
    }

    @inline(__always)
    private mutating func endRun() {
      guard end > runStart else { return }
      if runCount == runs.capacity { runs = runs.doubled() }
      runs.start[runCount] = UserRun(
        user: textUsers == nil ? users.code(for: user) : Int32(truncatingIfNeeded: user),
        count: Int32(truncatingIfNeeded: end &- runStart))
      runCount &+= 1
      runStart = end
    }

    /// Returns the part. Rows that follow begin a run of their own, and belong to the next part that is returned.
    mutating func finish() -> Part {
      endRun()
      return Part(
        rows: start..<end, runs: runs, runCount: runCount, coder: coder, lowest: lowest,
        highest: highest)
    }
  }
}
