/// Answers for people: aligned tables that fit the terminal.
struct TableRenderer: Renderer {
  /// Columns of the terminal; nil for output that is not one: nothing is cut or wrapped then.
  let width: Int?

  func text(of answer: Answer) -> String { answer.shown.map(text).joined() }

  private func text(_ block: Answer.Block) -> String {
    switch block {
    case .line(let line): return lines(TextWidth.visible(line), width)
    case .text(let text): return lines(text, width ?? Self.proseWidth)
    case .facts(let facts): return self.facts(facts)
    case .table(let table): return self.table(table)
    }
  }

  /// Columns of prose where no terminal says how many there are.
  private static let proseWidth = 100

  private func lines(_ text: String, _ width: Int?) -> String {
    guard let width else { return text + "\n" }
    return TextWidth.wrap(text, to: width).map { $0 + "\n" }.joined()
  }

  private func facts(_ facts: [(name: String, value: Value)]) -> String {
    let names = facts.map { TextWidth.of($0.name) }.max() ?? 0
    return facts.map { name, value in
      let text = TextWidth.visible(value.shown)
      let room = width.map { max(1, $0 - names - 2) }
      let lines = room.map { room in
        TextWidth.wrap(text, to: room).map { TextWidth.cut($0, to: room) }
      }
      return (lines ?? [text]).enumerated().map { i, line in
        TextWidth.pad(i == 0 ? name : "", to: names) + "  " + line + "\n"
      }.joined()
    }.joined()
  }

  private func table(_ table: Table) -> String {
    guard !table.columns.isEmpty else { return "" }
    let columns = columnsThatFit(table)
    let isRight = columns.map { table.isNumeric(column: $0) }
    let headings = columns.map { table.columns[$0].heading }
    let cells = table.rows.map { row in columns.map { TextWidth.visible(row[$0].shown) } }
    // A terminal that writes from right to left would have such a title reorder the columns after it.
    let isIsolated = width != nil
    let isKept = columns.map { table.columns[$0].whenNarrow == .keep }
    let widths = fit(headings, cells, isRight, isKept)
    if let width, Self.total(widths) > width { return stacked(table) }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { i in
        let cell = TextWidth.cut(cells[i], to: widths[i])
        return TextWidth.pad(
          isIsolated ? TextWidth.isolated(cell) : cell, to: widths[i], right: isRight[i])
      }
      let text = padded.joined(separator: Self.gap)
      // Blanks at the end of a line only get in the way of whoever copies it.
      return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([headings, rule] + cells).map(line).joined()
  }

  /// The columns, without those that may be dropped and have no room beside the others.
  private func columnsThatFit(_ table: Table) -> [Int] {
    var columns = Array(table.columns.indices)
    guard let width else { return columns }
    let natural = columns.map { i in
      table.rows.map { TextWidth.of(TextWidth.visible($0[i].shown)) }
        .reduce(TextWidth.of(table.columns[i].heading), max)
    }
    while Self.total(columns.map { natural[$0] }) > width,
      let last = columns.lastIndex(where: { table.columns[$0].whenNarrow == .drop })
    {
      columns.remove(at: last)
    }
    return columns
  }

  /// A line for every value, for tables that have no room even when cut.
  private func stacked(_ table: Table) -> String {
    table.rows.map { row in
      facts(
        zip(table.columns, row).filter { !$1.shown.isEmpty }.map {
          (name: $0.heading.isEmpty ? $0.key : $0.heading, value: $1)
        })
    }.joined(separator: "\n")
  }

  private static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap.count * (widths.count - 1)
  }

  private static let gap = "  "
  /// What a column of words is never cut below.
  private static let narrowest = 8

  /// The width of each column: what it holds, and where the terminal is too narrow less for the widest
  /// columns of words, then for headings over numbers. Numbers are never cut.
  private func fit(
    _ headings: [String], _ cells: [[String]], _ isRight: [Bool], _ isKept: [Bool]
  ) -> [Int] {
    let content = headings.indices.map { i in cells.map { TextWidth.of($0[i]) }.max() ?? 0 }
    var widths = headings.indices.map { max(content[$0], TextWidth.of(headings[$0])) }
    guard let width else { return widths }
    var excess = Self.total(widths) - width
    let least = widths.indices.map {
      isKept[$0]
        ? widths[$0]
        : isRight[$0] ? max(content[$0], min(widths[$0], 4)) : min(widths[$0], Self.narrowest)
    }
    for numeric in [false, true] {
      while excess > 0 {
        let open = widths.indices.filter { isRight[$0] == numeric && widths[$0] > least[$0] }
        guard let widest = open.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
    return widths
  }
}
