/// The file that answers go to in place of the session's front end, if there is one.
package final class Redirection {
  private var file: OutputFile?
  /// The paths of files that answers went to.
  private var written: Set<String> = []

  /// True if answers go to a file.
  package var isActive: Bool { file != nil }

  /// Sends the answers that follow to a file.
  ///
  /// - Parameter force: whether a file that holds something else is written over.
  /// - Throws: `ShellError.cannotWrite`, `.wouldOverwrite`; then nothing has changed.
  func open(_ path: String, force: Bool = false) throws {
    try Overwriting.check(
      Environment.expanding(path), force: force || written.contains(path),
      expected: "a file that this session wrote", isOurs: { _ in false })
    let file = try OutputFile(path: path)
    try close()
    self.file = file
    written.insert(path)
  }

  /// Sends the answers that follow to the front end.
  ///
  /// - Throws: `ShellError.cannotWrite` if the file did not take all that was written.
  package func close() throws {
    guard let file else { return }
    self.file = nil
    try file.close()
  }

  /// Writes a text to the file.
  ///
  /// - Returns: false without a file: the text is for the front end to write.
  /// - Throws: `ShellError.cannotWrite`; the answers that follow go to the front end again.
  package func write(_ text: String) throws -> Bool {
    guard let file else { return false }
    do {
      try file.write(text)
      return true
    } catch {
      self.file = nil
      throw error
    }
  }
}
