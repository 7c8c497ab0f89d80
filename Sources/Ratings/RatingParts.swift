/// Ratings in the order of a file, in parts that were read independently of each other.
struct RatingParts: Sendable {
  /// In file order.
  let parts: [RatingPart]
  /// What the parts' codes stand for; a part names its coder by number.
  let coders: [IDCoder]
  let hasTimestamps: Bool

  /// The number of ratings.
  var count: Int { parts.reduce(0) { $0 + $1.count } }

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

/// A rating as it is read: 16 bytes. Whose it is, the runs say.
struct RatingRow: BitwiseCopyable {
  /// Seconds since 1970; 0 where there are no times.
  var timestamp: Int64
  /// The item's code.
  var item: Int32
  /// Stars.
  var rating: Float
}

/// Neighbouring rows of one user.
struct UserRun: BitwiseCopyable {
  /// The user's code.
  var user: Int32
  var count: Int32
}

/// Up to 2^20 ratings in file order.
struct RatingPart: Sendable {
  /// The most rows that fit, so that a row's number takes 20 bits.
  static let maxCount = 1 << 20

  let rows: OwnedBuffer<RatingRow>
  let runs: OwnedBuffer<UserRun>
  /// Which of the coders gave the codes.
  let coder: Int
  let count: Int
  let runCount: Int
  /// The lowest and the highest rating.
  let lowest: Float
  let highest: Float
}

/// Takes ratings row by row and makes a part of them.
struct RatingPartBuilder {
  private let users: IDIndex
  private let items: IDIndex
  private let coder: Int
  private var rows: OwnedBuffer<RatingRow>
  private var runs: OwnedBuffer<UserRun>
  private(set) var count = 0
  private var runCount = 0
  /// The row at which the run at hand starts, and its user.
  private var runStart = 0
  private var user: Int64 = -1
  private var lowest = Float.infinity
  private var highest = -Float.infinity

  /// - Parameter capacity: how many rows to expect; more are possible.
  init(coder: Int, of coders: [IDCoder], capacity: Int) {
    self.coder = coder
    users = coders[coder].users
    items = coders[coder].items
    rows = OwnedBuffer(capacity: capacity)
    runs = OwnedBuffer(capacity: 256)
  }

  var isFull: Bool { count == RatingPart.maxCount }

  /// - Precondition: the part is not full.
  @inline(__always)
  mutating func append(user: Int64, item: Int64, rating: Float, timestamp: Int64) {
    if user != self.user {
      endRun()
      self.user = user
    }
    if count == rows.capacity { rows = rows.doubled() }
    rows.start[count] = RatingRow(
      timestamp: timestamp, item: items.code(for: item), rating: rating)
    count &+= 1
    lowest = rating < lowest ? rating : lowest
    highest = rating > highest ? rating : highest
  }

  @inline(__always)
  private mutating func endRun() {
    guard count > runStart else { return }
    if runCount == runs.capacity { runs = runs.doubled() }
    runs.start[runCount] = UserRun(
      user: users.code(for: user), count: Int32(truncatingIfNeeded: count &- runStart))
    runCount &+= 1
    runStart = count
  }

  /// The part; no rows may follow.
  mutating func finish() -> RatingPart {
    endRun()
    return RatingPart(
      rows: rows, runs: runs, coder: coder, count: count, runCount: runCount, lowest: lowest,
      highest: highest)
  }
}
