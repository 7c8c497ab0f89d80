import DebutEngine

/// Answers as comma-separated values: a header and rows. Lines end in a line feed alone, as other
/// programs of a pipe expect.
///
/// An answer without a table is one row of its fields.
package struct CSVRenderer: Renderer {
  package init() {}

  package func text(of answer: Answer) -> String {
    if let rows = answer.rows {
      return Self.lines([rows.columns.map(\.key)] + rows.rows.map { $0.map(\.plain) })
    }
    guard !answer.fields.isEmpty else { return "" }
    return Self.lines([answer.fields.map(\.key), answer.fields.map(\.value.plain)])
  }

  private static func lines(_ rows: [[String]]) -> String {
    rows.map { CSVField.line($0) + "\n" }.joined()
  }
}
