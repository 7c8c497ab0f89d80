import Commands

/// Columns of a table beside one another: the width of each, and the lines of its heading.
struct TableLayout {
  /// A column's texts, and its fate in a narrow terminal.
  struct Column {
    let heading: String
    let cells: [String]
    let isRight: Bool
    let whenNarrow: Table.Column.WhenNarrow

    /// The group with which it goes to a further table.
    var group: Int? {
      if case .fold(let group) = whenNarrow { group } else { nil }
    }

    /// The width of its widest cell.
    let content: Int
    /// The width if nothing is cut.
    let natural: Int

    init(_ table: Table, _ index: Int) {
      heading = table.columns[index].heading
      cells = table.rows.map { TextWidth.visible($0[index].shown) }
      isRight = table.isNumeric(column: index)
      whenNarrow = table.columns[index].whenNarrow
      content = cells.reduce(0) { max($0, TextWidth.of($1)) }
      natural = max(content, TextWidth.of(heading))
    }

    /// Returns the width that it is never cut below. Numbers are never cut, headings over them are
    /// broken into lines.
    ///
    /// - Parameter words: columns of words that are to stay readable.
    func least(words: Int) -> Int {
      if whenNarrow == .keep { return natural }
      return isRight ? max(content, min(natural, 4)) : min(natural, words)
    }
  }

  let columns: [Column]
  private(set) var widths: [Int]

  /// Blanks between columns.
  static let gap = "  "
  /// The width that a column of words is never cut below.
  static let narrowest = 8
  /// The width that words are not cut below as long as columns may go to a further table instead.
  static let readable = 20
  /// The width that words are not cut below as long as columns may be dropped instead.
  static let comfortable = 30
  /// The most lines of a heading.
  private static let longestHeading = 3

  /// Fits columns to a terminal: words give way first, the widest column first, then the headings
  /// over numbers.
  ///
  /// - Parameter width: nil for output that is no terminal: nothing is cut.
  init(_ columns: [Column], width: Int?) {
    self.columns = columns
    widths = columns.map(\.natural)
    guard let width else { return }
    var excess = total - width
    let least = columns.map { $0.least(words: Self.narrowest) }
    for numeric in [false, true] {
      while excess > 0 {
        let open = widths.indices.filter {
          columns[$0].isRight == numeric && widths[$0] > least[$0]
        }
        guard let widest = open.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
  }

  /// The columns that all take together.
  var total: Int { Self.total(widths) }

  static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap.count * (widths.count - 1)
  }

  /// The headings' lines, from above.
  var headings: [[String]] {
    let lines = columns.indices.map {
      TextWidth.stacked(columns[$0].heading, to: widths[$0], lines: Self.longestHeading)
    }
    let height = lines.map(\.count).max() ?? 1
    // Shorter headings end right above the rule.
    let padded = lines.map { [String](repeating: "", count: height - $0.count) + $0 }
    return (0..<height).map { row in padded.map { $0[row] } }
  }

  /// The cells as they are shown, row by row.
  var rows: [[String]] {
    let shown = columns.indices.map { TextWidth.cutApart(columns[$0].cells, to: widths[$0]) }
    return (columns.first?.cells.indices ?? 0..<0).map { row in shown.map { $0[row] } }
  }
}
