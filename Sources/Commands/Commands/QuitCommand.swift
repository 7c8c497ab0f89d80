import ArgumentParser

struct QuitCommand: ShellCommand {
  static let examples = ["quit", "exit"]
  static let configuration = CommandConfiguration(
    commandName: "quit", abstract: "Leave; so does Ctrl-D.", aliases: ["exit"])

  func run(in session: Session) throws -> Answer { .silent(Self.name, then: .quit) }
}
