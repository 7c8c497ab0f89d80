import ArgumentParser

struct PagerCommand: ShellCommand {
  static let examples = ["pager off", "pager"]
  static let configuration = CommandConfiguration(
    commandName: "pager", abstract: "Show long answers by a pager or not, or show whether.",
    discussion: """
      An answer with more lines than the terminal goes through the program that PAGER names (default: \
      less). That is for people at a prompt: scripts, pipes and files are never paged.
      """)

  @Argument(help: ArgumentHelp("on or off.", valueName: "switch"))
  var value: Switch?

  func run(in session: Session) throws -> Answer {
    guard let value else { return Switch(session.usesPager).answer("pager") }
    session.usesPager = value == .on
    return .silent(Self.name)
  }
}
