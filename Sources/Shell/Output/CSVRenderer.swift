/// Answers as comma-separated values: a header and rows, quoted as in RFC 4180. Lines end in a line
/// feed alone, as other programs of a pipe expect.
///
/// An answer without a table is one row of its fields.
struct CSVRenderer: Renderer {
  func text(of answer: Answer) -> String {
    if let rows = answer.rows {
      return Self.lines([rows.columns.map(\.key)] + rows.rows.map { $0.map(\.plain) })
    }
    guard !answer.fields.isEmpty else { return "" }
    return Self.lines([answer.fields.map(\.key), answer.fields.map(\.value.plain)])
  }

  private static func lines(_ rows: [[String]]) -> String {
    rows.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// A field in quotes where it needs them.
  static func quoted(_ field: String) -> String {
    let special: Set<UInt8> = [0x22, 0x2C, 0x0A, 0x0D]
    guard field.utf8.contains(where: special.contains) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
