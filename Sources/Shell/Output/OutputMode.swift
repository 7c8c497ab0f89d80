import ArgumentParser

/// How answers are written.
enum OutputMode: String, CaseIterable, ExpressibleByArgument {
  case table, csv, json, markdown

  /// What makes text of answers in this mode.
  ///
  /// - Parameter width: columns of the terminal that is written to; nil where there is none.
  func renderer(width: Int?) -> any Renderer {
    switch self {
    case .table: TableRenderer(width: width)
    case .csv: CSVRenderer()
    case .json: JSONRenderer()
    case .markdown: MarkdownRenderer()
    }
  }
}

/// Makes the text of answers in one output mode.
protocol Renderer {
  /// The text of an answer, ending in a new line unless it is empty.
  func text(of answer: Answer) -> String
}
