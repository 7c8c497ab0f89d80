import ArgumentParser

struct ModeCommand: ShellCommand {
  static let examples = ["mode json", "mode table"]
  static let configuration = CommandConfiguration(
    commandName: "mode", abstract: "Choose how answers are written, or show it.",
    discussion: "In json every answer is one object on one line, failures too.")

  @Argument(help: ArgumentHelp("How to write.", valueName: "mode"))
  var mode: OutputMode?

  func run(in session: Session) throws -> Answer {
    if let mode {
      session.mode = mode
      return .silent(Self.name)
    }
    var answer = Answer("mode")
    answer.add("mode", .text(session.mode.rawValue))
    answer.blocks = [
      .line(
        "\(session.mode.rawValue) (of \(OutputMode.allCases.map(\.rawValue).joined(separator: ", ")))"
      )
    ]
    return answer
  }
}
