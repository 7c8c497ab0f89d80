/// Rows of values under named columns.
struct Table: Hashable {
  struct Column: Hashable {
    /// The name for programs.
    let key: String
    /// The name for people.
    let heading: String

    /// What happens where the terminal is too narrow for all columns.
    let whenNarrow: WhenNarrow

    enum WhenNarrow: Hashable {
      /// Words are cut.
      case cut
      /// Stays whole.
      case keep
      /// Is left out, the last such column first.
      case drop
      /// Goes to a further table below, with the columns of its group; those of none stand there again.
      case fold(Int)
    }

    init(_ key: String, heading: String? = nil, whenNarrow: WhenNarrow = .cut) {
      self.key = key
      self.heading = heading ?? key
      self.whenNarrow = whenNarrow
    }
  }

  let columns: [Column]
  private(set) var rows: [[Value]] = []

  init(_ columns: [Column]) { self.columns = columns }

  init(_ keys: String...) { self.init(keys.map { Column($0) }) }

  /// - Precondition: one value a column.
  mutating func add(_ values: [Value]) {
    precondition(values.count == columns.count, "a row has a value for every column")
    rows.append(values)
  }

  /// Whether a column is numbers, apart from cells without a value.
  func isNumeric(column: Int) -> Bool {
    var found = false
    for row in rows where !row[column].isEmpty {
      if !row[column].isNumeric { return false }
      found = true
    }
    return found
  }
}
