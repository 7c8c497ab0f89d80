import ArgumentParser

struct OutputCommand: ShellCommand {
  static let examples = ["output answers.txt", "output"]
  static let configuration = CommandConfiguration(
    commandName: "output", abstract: "Send answers to a file, or back to where they were.",
    discussion: """
      `output FILE` writes every answer that follows to the file, as it comes and in the mode of the \
      session; what the file held is gone with the first of them. `output` alone sends answers to \
      standard output again. A file that holds something is refused, unless this session wrote it or \
      --force says so. Messages and progress stay on standard error.
      """)

  @Argument(
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
    completion: .file())
  var file: String?

  @Flag(help: "Write over a file that holds something.")
  var force = false

  func run(in session: Session) throws -> Answer {
    if force, file == nil {
      throw ShellError.needless(option: "--force", reason: "there is no file to write over")
    }
    if let file {
      try session.redirection.open(file, force: force)
    } else {
      try session.redirection.close()
    }
    return .silent(Self.name)
  }
}
