/// Answers as Markdown: tables with pipes, facts as a table of two columns.
package struct MarkdownRenderer: Renderer {
  package init() {}

  package func text(of answer: Answer) -> String {
    // A blank line ends each block: without one, tables and paragraphs that follow would join it.
    answer.shown.map(text).filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
  }

  private func text(_ block: Answer.Block) -> String {
    switch block {
    case .line(let line): return Self.escaped(line) + "\n"
    case .text(""): return ""
    case .text(let text): return "```\n" + text + "\n```\n"
    case .facts(let facts):
      var table = Table([.init("name", heading: ""), .init("value", heading: "")])
      for (name, value) in facts { table.add([.text(name), .text(value.shown)]) }
      return Self.table(table)
    case .table(let table): return Self.table(table)
    }
  }

  private static func table(_ table: Table) -> String {
    let rules = table.columns.indices.map { table.isNumeric(column: $0) ? "---:" : "---" }
    var lines = [table.columns.map { escaped($0.heading) }, rules]
    lines += table.rows.map { $0.map(cell) }
    return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private static func cell(_ value: Value) -> String {
    if case .best(let number, let decimals) = value {
      return "**\(NumberText.fixed(number, decimals: decimals))**"
    }
    return value.isEmpty ? "" : escaped(value.shown)
  }

  /// Returns a text on one line, escaped for a cell of a table.
  package static func escaped(_ text: String) -> String {
    var out = ""
    for character in TextWidth.visible(text) {
      if character == "|" || character == "\\" { out.append("\\") }
      out.append(character)
    }
    return out
  }
}
