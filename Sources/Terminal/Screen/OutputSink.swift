import Commands

/// The destination of a session's answers: standard output, through the pager if they are long, or
/// the file of the session's redirection.
final class OutputSink {
  private let session: Session
  private let console: Console
  /// The pager of long answers; nil unless someone is at the prompt.
  var pager: Pager?

  init(session: Session, console: Console) {
    self.session = session
    self.console = console
  }

  /// Columns to write for; nil if no terminal shows the answers.
  var width: Int? { session.redirection.isActive ? nil : console.answerWidth() }

  /// Writes the text of an answer.
  ///
  /// - Parameter pages: whether a long text may go through the pager.
  /// - Throws: `ShellError.cannotWrite`; the answers that follow go to standard output again.
  func write(_ text: String, pages: Bool) throws {
    if try session.redirection.write(text) { return }
    if pages, session.usesPager, let pager, pager.show(text) { return }
    console.answer(text)
  }
}
