import ArgumentParser

struct SourceCommand: ShellCommand {
  static let examples = ["source lines.debut", "source ~/debut/start.debut"]
  static let configuration = CommandConfiguration(
    commandName: "source", abstract: "Run the lines of a file.",
    discussion:
      "A line that fails ends the file (unless the program was started with --keep-going).")

  @Argument(help: ArgumentHelp("A file of commands.", valueName: "file"))
  var file: String

  func run(in session: Session) throws -> Answer {
    .silent(Self.name, then: .runFile(path: file))
  }
}
