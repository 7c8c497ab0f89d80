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
  /// The order of a user's events that have the same time.
  var ties = TieRule.drawn
  /// The scale that the layout of the file says; nil: none.
  var scale: RatingScale?
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
    /// The codes of texts, in place of those of numbers; nil if keys are numbers.
    let textUsers: TextKeyBuilder?
    let textItems: TextKeyBuilder?

    init(_ kinds: KeyKinds = KeyKinds()) {
      textUsers = kinds.users == .text ? TextKeyBuilder() : nil
      textItems = kinds.items == .text ? TextKeyBuilder() : nil
    }
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
  /// The distinct users, and the index of each coder's codes.
  var users: VocabularyMerge {
    let texts = coders.compactMap(\.textUsers)
    return texts.isEmpty ? VocabularyMerge(coders.map(\.users)) : VocabularyMerge(texts)
  }

  /// The distinct items, and the index of each coder's codes.
  var items: VocabularyMerge {
    let texts = coders.compactMap(\.textItems)
    return texts.isEmpty ? VocabularyMerge(coders.map(\.items)) : VocabularyMerge(texts)
  }

  /// The kinds of the keys.
  var kinds: KeyKinds {
    KeyKinds(
      users: coders.first?.textUsers == nil ? .numeric : .text,
      items: coders.first?.textItems == nil ? .numeric : .text)
  }

  /// Makes a table of one part. Keys of a column are numbers if all of them are, otherwise texts.
  ///
  /// The table has times if every row has one.
  /// - Precondition: texts are not empty, ratings are finite.
  init(_ rows: [RatingRow]) {
    let hasTimestamps = rows.allSatisfy { $0.timestamp != nil }
    let columns = RatingColumns(capacity: rows.count, hasTimestamps: hasTimestamps)
    let kinds = KeyKinds(
      users: rows.contains { $0.user.isText } ? .text : .numeric,
      items: rows.contains { $0.item.isText } ? .text : .numeric)
    let coders = [Coder(kinds)]
    let part = columns.withPointers { pointers in
      var part = Writer(coder: 0, of: coders, to: pointers, rows: 0..<rows.count)
      for row in rows {
        precondition(row.rating.isFinite, "stars are what files may hold")
        part.append(row)
      }
      return part.finish()
    }
    self.init(columns: columns, parts: [part], coders: coders)
  }
}

extension RatingTable.Writer {
  /// Writes a row by its keys.
  fileprivate mutating func append(_ row: RatingRow) {
    append(
      user: code(of: row.user, textUsers) ?? row.user.number ?? 0,
      itemCode: code(of: row.item, textItems).map { Int32($0) }
        ?? itemCode(for: row.item.number ?? 0),
      rating: row.rating, timestamp: row.timestamp ?? 0)
  }

  /// Returns the code of a key's text; nil if keys are numbers.
  private func code(of key: Vocabulary.Key, _ builder: TextKeyBuilder?) -> Int64? {
    guard let builder else { return nil }
    var text = key.description
    guard let code = text.withUTF8({ builder.code(for: $0, row: end) }) else {
      preconditionFailure("ids are not empty")
    }
    return Int64(code)
  }
}

/// The kinds of the keys of users and of items.
struct KeyKinds: Equatable {
  var users = Vocabulary.Kind.numeric
  var items = Vocabulary.Kind.numeric

  /// True if both are numbers.
  var areNumeric: Bool { users == .numeric && items == .numeric }
}
