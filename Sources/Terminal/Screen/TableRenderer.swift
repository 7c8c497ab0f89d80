import Commands

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

  /// Columns of prose without a terminal.
  private static let proseWidth = 100

  private func lines(_ text: String, _ width: Int?) -> String {
    guard let width else { return text + "\n" }
    return TextWidth.wrap(text, to: width).map { $0 + "\n" }.joined()
  }

  private func facts(_ facts: [(name: String, value: Value)]) -> String {
    // Values get half of the terminal at least.
    let longest = width.map { max(8, $0 / 2 - 2) } ?? .max
    let shown = TextWidth.cutApart(facts.map(\.name), to: longest)
    let names = shown.map { TextWidth.of($0) }.max() ?? 0
    return zip(shown, facts).map { name, fact in
      let text = TextWidth.visible(fact.value.shown)
      let lines = width.map { TextWidth.broken(text, to: max(2, $0 - names - 2)) } ?? [text]
      return lines.enumerated().map { i, line in
        let start = TextWidth.pad(i == 0 ? name : "", to: names)
        return Self.trimmed(start + TableLayout.gap + line)
      }.joined()
    }.joined()
  }

  private func table(_ table: Table) -> String {
    guard !table.columns.isEmpty else { return "" }
    let layouts = folded(columnsThatFit(table)).map { TableLayout($0, width: width) }
    if let width, layouts.contains(where: { $0.total > width }) { return stacked(table) }
    return layouts.map(grid).joined(separator: "\n")
  }

  private func grid(_ layout: TableLayout) -> String {
    // A terminal that writes from right to left would have such a title reorder the columns after it.
    let isIsolated = width != nil
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { i in
        TextWidth.pad(
          isIsolated ? TextWidth.isolated(cells[i]) : cells[i], to: layout.widths[i],
          right: layout.columns[i].isRight)
      }
      return Self.trimmed(padded.joined(separator: TableLayout.gap))
    }
    let rule = layout.widths.map { String(repeating: "-", count: $0) }
    return (layout.headings + [rule] + layout.rows).map(line).joined()
  }

  /// Returns a line without the blanks at its end, which are in the way of copying.
  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
  }

  /// Returns the columns without those that may be dropped and have no room beside the others, if
  /// words get no more than is comfortable.
  private func columnsThatFit(_ table: Table) -> [TableLayout.Column] {
    var columns = table.columns.indices.map { TableLayout.Column(table, $0) }
    guard let width else { return columns }
    func room(_ column: TableLayout.Column) -> Int {
      column.whenNarrow == .drop ? column.natural : column.least(words: TableLayout.comfortable)
    }
    while TableLayout.total(columns.map(room)) > width,
      let last = columns.lastIndex(where: { $0.whenNarrow == .drop })
    {
      columns.remove(at: last)
    }
    return columns
  }

  /// Returns the columns of one table or, if there is no room for all of them, of several below one
  /// another: each has as many groups as fit, and the columns that belong to no group.
  private func folded(_ columns: [TableLayout.Column]) -> [[TableLayout.Column]] {
    guard let width else { return [columns] }
    func fits(_ columns: [TableLayout.Column]) -> Bool {
      TableLayout.total(columns.map { $0.least(words: TableLayout.readable) }) <= width
    }
    var seen: Set<Int> = []
    let groups = columns.compactMap(\.group).filter { seen.insert($0).inserted }
    guard !fits(columns), !groups.isEmpty else { return [columns] }
    func of(_ chosen: [Int]) -> [TableLayout.Column] {
      columns.filter { $0.group.map(chosen.contains) ?? true }
    }
    var tables: [[Int]] = []
    for group in groups {
      if let last = tables.last, fits(of(last + [group])) {
        tables[tables.count - 1].append(group)
      } else {
        tables.append([group])
      }
    }
    return tables.map(of)
  }

  /// Returns a line for every value, for tables that have no room even when cut.
  private func stacked(_ table: Table) -> String {
    table.rows.map { row in
      facts(
        zip(table.columns, row).filter { !$1.shown.isEmpty }.map {
          (name: $0.heading.isEmpty ? $0.key : $0.heading, value: $1)
        })
    }.joined(separator: "\n")
  }
}
