import DebutEngine

/// Answers as comma-separated values: a header and rows. Lines end in a line feed alone, as other
/// programs of a pipe expect.
///
/// An answer without a table is one row of its fields.
package struct CSVRenderer: Renderer {
  /// True if control characters are shown as text, because a terminal would obey them.
  private let showsControls: Bool

  /// - Parameter showsControls: whether a terminal shows the answers.
  package init(showsControls: Bool = false) { self.showsControls = showsControls }

  package func text(of answer: Answer) -> String {
    if let rows = answer.rows {
      return lines([rows.columns.map(\.key)] + rows.rows.map { $0.map(\.plain) })
    }
    guard !answer.fields.isEmpty else { return "" }
    return lines([answer.fields.map(\.key), answer.fields.map(\.value.plain)])
  }

  private func lines(_ rows: [[String]]) -> String {
    rows.map { row in
      CSVField.line(showsControls ? row.map(TextWidth.visible) : row) + "\n"
    }.joined()
  }
}
