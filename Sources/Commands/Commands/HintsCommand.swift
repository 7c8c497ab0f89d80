import ArgumentParser

struct HintsCommand: ShellCommand {
  static let examples = ["hints off", "hints"]
  static let configuration = CommandConfiguration(
    commandName: "hints", abstract: "Show while you type what is expected next, or show whether.",
    discussion: """
      After a blank, what the next word is to be stands behind the cursor, in grey; it is no part of the \
      line. Only at a terminal with colours, and where the row has room. Tab shows it in any case.
      """)

  @Argument(help: ArgumentHelp("on or off.", valueName: "switch"))
  var value: Switch?

  func run(in session: Session) throws -> Answer {
    guard let value else { return Switch(session.showsHints).answer("hints") }
    session.showsHints = value == .on
    return .silent(Self.name)
  }
}
