/// Rows of values under named columns.
package struct Table: Hashable {
  package struct Column: Hashable {
    /// The name for programs.
    package let key: String
    /// The name for people.
    package let heading: String

    /// The fate of the column if the terminal is too narrow for all columns.
    package let whenNarrow: WhenNarrow

    package enum WhenNarrow: Hashable {
      /// Words are cut.
      case cut
      /// Stays whole.
      case keep
      /// Is left out, the last such column first.
      case drop
      /// Goes to a further table below, with the columns of its group. Columns of no group are
      /// repeated there.
      case fold(Int)
    }

    package init(_ key: String, heading: String? = nil, whenNarrow: WhenNarrow = .cut) {
      self.key = key
      self.heading = heading ?? key
      self.whenNarrow = whenNarrow
    }
  }

  package let columns: [Column]
  package private(set) var rows: [[Value]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  package init(_ keys: String...) { self.init(keys.map { Column($0) }) }

  /// Adds a row.
  ///
  /// - Precondition: one value a column.
  package mutating func add(_ values: [Value]) {
    precondition(values.count == columns.count, "a row has a value for every column")
    rows.append(values)
  }

  /// Returns whether a column is numbers, apart from cells without a value.
  package func isNumeric(column: Int) -> Bool {
    var found = false
    for row in rows where !row[column].isEmpty {
      if !row[column].isNumeric { return false }
      found = true
    }
    return found
  }
}
