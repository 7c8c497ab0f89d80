import ArgumentParser

struct OutputCommand: ShellCommand {
  static let examples = ["output answers.txt", "output"]
  static let configuration = CommandConfiguration(
    commandName: "output", abstract: "Send answers to a file, or back to where they were.",
    discussion: """
      `output FILE` writes every answer that follows to the file, as it comes and in the mode of the \
      session; what the file held is gone with the first of them. `output` alone sends answers to \
      standard output again. Messages and progress stay on standard error.
      """)

  @Argument(
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
    completion: .file())
  var file: String?

  func run(in session: Session) throws -> Answer {
    if let file { try session.redirection.open(file) } else { try session.redirection.close() }
    return .silent(Self.name)
  }
}
