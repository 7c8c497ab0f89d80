/// Ratings in the order of a file, in parts that threads read independently of each other.
struct RatingTable {
  /// The rows; items are codes of the part's coder. Rows between two parts may never have been
  /// written.
  let columns: RatingColumns
  /// The parts in file order.
  let parts: [Part]
  /// The coders of the parts, which name them by number.
  let coders: [Coder]
  /// True if rows are events, without stars.
  var isImplicit = false
  /// The columns taken and skipped, and the unit of the times, which histories have in seconds.
  var report = ReadingReport()

  /// True if the rows have times.
  var hasTimestamps: Bool { !columns.timestamps.isEmpty }

  /// The number of ratings.
  var count: Int { parts.reduce(0) { $0 + $1.rows.count } }

  /// The lowest and the highest rating; nil without rows.
  var ratingSpan: ClosedRange<Float>? {
    let low = parts.map(\.lowest).min() ?? .infinity
    let high = parts.map(\.highest).max() ?? -.infinity
    return low <= high ? low...high : nil
  }

  /// The codes that one thread gives to the keys of users and items.
  struct Coder: Sendable {
    let users = VocabularyBuilder()
    let items = VocabularyBuilder()
  }

  /// Neighbouring rows of one user.
  struct UserRun: BitwiseCopyable {
    /// The user's code.
    var user: Int32
    /// The number of rows.
    var count: Int32
  }

  /// Neighbouring rows of the columns, coded by one coder.
  struct Part: Sendable {
    /// The rows' place in the columns.
    let rows: Range<Int>
    /// The runs of the rows, in order; the first `runCount` are written.
    let runs: OwnedBuffer<UserRun>
    let runCount: Int
    /// The number of the coder.
    let coder: Int
    /// The lowest rating; infinity without rows.
    let lowest: Float
    /// The highest rating; minus infinity without rows.
    let highest: Float
  }
}

extension RatingTable {
  /// Makes a table of one part.
  ///
  /// The table has times if every row has one.
  /// - Precondition: ids are not negative, ratings are finite.
  init(_ rows: [RatingRow]) {
    let hasTimestamps = rows.allSatisfy { $0.timestamp != nil }
    let columns = RatingColumns(capacity: rows.count, hasTimestamps: hasTimestamps)
    let coders = [Coder()]
    let part = columns.withPointers { pointers in
      var part = Writer(coder: 0, of: coders, to: pointers, rows: 0..<rows.count)
      for row in rows {
        precondition(
          row.user >= 0 && row.item >= 0 && row.rating.isFinite,
          "ids and stars are what files may hold")
        part.append(
          user: row.user, item: row.item, rating: row.rating, timestamp: row.timestamp ?? 0)
      }
      return part.finish()
    }
    self.init(columns: columns, parts: [part], coders: coders)
  }
}
