/// Ratings in the order of a file, in parts that were read independently of each other.
struct RatingParts {
  /// The rows; items are codes of the part's coder. Between the parts there may be rows that were
  /// never written.
  let columns: RatingColumns
  /// In file order.
  let parts: [RatingPart]
  /// What the parts' codes stand for; a part names its coder by number.
  let coders: [IDCoder]

  var hasTimestamps: Bool { !columns.timestamps.isEmpty }

  /// The number of ratings.
  var count: Int { parts.reduce(0) { $0 + $1.rows.count } }

  /// The lowest and the highest rating; nil without rows.
  var ratingSpan: ClosedRange<Float>? {
    let low = parts.map(\.lowest).min() ?? .infinity
    let high = parts.map(\.highest).max() ?? -.infinity
    return low <= high ? low...high : nil
  }
}

/// The codes that one reading thread gave to user and item ids.
struct IDCoder: Sendable {
  let users = IDIndex()
  let items = IDIndex()
}

/// Neighbouring rows of one user.
struct UserRun: BitwiseCopyable {
  /// The user's code.
  var user: Int32
  var count: Int32
}

/// Ratings that are neighbours in the columns.
struct RatingPart: Sendable {
  /// Where they stand.
  let rows: Range<Int>
  /// Whose the rows are, in order.
  let runs: OwnedBuffer<UserRun>
  let runCount: Int
  /// Which of the coders gave the codes.
  let coder: Int
  /// The lowest and the highest rating.
  let lowest: Float
  let highest: Float
}

/// Takes ratings row by row and makes a part of them.
struct RatingPartBuilder {
  private let users: IDIndex
  private let items: IDIndex
  private let coder: Int
  private let columns: ColumnPointers
  private let start: Int
  /// Where the next row goes.
  private(set) var end: Int
  private let limit: Int
  private var runs = OwnedBuffer<UserRun>(capacity: 256)
  private var runCount = 0
  /// The row at which the run at hand starts, and its user.
  private var runStart: Int
  private var user: Int64 = -1
  private var lowest = Float.infinity
  private var highest = -Float.infinity

  /// - Parameter rows: the places that it may write.
  init(coder: Int, of coders: [IDCoder], to columns: ColumnPointers, rows: Range<Int>) {
    precondition(rows.upperBound <= columns.items.count, "the columns have these rows")
    self.coder = coder
    self.columns = columns
    users = coders[coder].users
    items = coders[coder].items
    start = rows.lowerBound
    end = start
    runStart = start
    limit = rows.upperBound
  }

  var isFull: Bool { end == limit }

  /// - Precondition: the part is not full.
  @inline(__always)
  mutating func append(user: Int64, item: Int64, rating: Float, timestamp: Int64) {
    if user != self.user {
      endRun()
      self.user = user
    }
    columns.items[end] = items.code(for: item)
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
      user: users.code(for: user), count: Int32(truncatingIfNeeded: end &- runStart))
    runCount &+= 1
    runStart = end
  }

  /// The part; no rows may follow.
  mutating func finish() -> RatingPart {
    endRun()
    return RatingPart(
      rows: start..<end, runs: runs, runCount: runCount, coder: coder, lowest: lowest,
      highest: highest)
  }
}
