import Commands

extension OutputMode {
  /// Returns what makes text of answers in this mode.
  ///
  /// - Parameter width: columns of the terminal that is written to; nil if there is none.
  func renderer(width: Int?) -> any Renderer {
    switch self {
    case .table: TableRenderer(width: width)
    case .csv: CSVRenderer(showsControls: width != nil)
    case .json: JSONRenderer()
    case .markdown: MarkdownRenderer()
    }
  }
}
