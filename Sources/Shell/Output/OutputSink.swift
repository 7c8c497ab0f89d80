/// Where a session's answers go: to standard output, through the pager where they are long, or to a
/// file.
final class OutputSink {
  private let console: Console
  private var file: OutputFile?
  /// Whether long answers go through the pager where someone is at the terminal.
  var usesPager = true
  /// What shows long answers; nil where nobody converses with the session.
  var pager: Pager?

  init(console: Console) { self.console = console }

  /// Columns to write for; nil where no terminal shows the answers.
  var width: Int? { file == nil ? console.answerWidth() : nil }

  /// The file that answers go to; nil for standard output.
  var path: String? { file?.path }

  /// Sends the answers that follow to a file.
  ///
  /// - Throws: `ShellError.cannotWrite`; then they go where they went before.
  func open(_ path: String) throws {
    let file = try OutputFile(path: path)
    try close()
    self.file = file
  }

  /// Sends the answers that follow to standard output.
  ///
  /// - Throws: `ShellError.cannotWrite` where the file did not take all that was written.
  func close() throws {
    guard let file else { return }
    self.file = nil
    try file.close()
  }

  /// - Parameter pages: whether a long text may go through the pager.
  /// - Throws: `ShellError.cannotWrite`; the answers that follow go to standard output again.
  func write(_ text: String, pages: Bool) throws {
    if let file {
      do {
        return try file.write(text)
      } catch {
        self.file = nil
        throw error
      }
    }
    if pages, usesPager, let pager, pager.show(text) { return }
    console.answer(text)
  }
}
