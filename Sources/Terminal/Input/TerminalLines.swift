import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The choice of how lines are read from a terminal.
enum TerminalLines {
  /// Returns a reader with editing if both sides are terminals, a plain one otherwise.
  static func reader(for session: Session, console: Console) -> any LineReader {
    guard isatty(STDOUT_FILENO) == 1 else { return FileLineReader(descriptor: STDIN_FILENO) }
    let history = HistoryFile.standard()
    if let objection = history?.objection { console.say("note: \(objection)") }
    return ReadlineReader(
      prompt: { session.prompt }, completer: Completer(session, commands: CommandList.all),
      history: history?.objection == nil ? history : nil,
      showsHints: { session.showsHints && console.usesColour })
  }
}
