import ArgumentParser

struct TimerCommand: ShellCommand {
  static let examples = ["timer on", "timer off"]
  static let configuration = CommandConfiguration(
    commandName: "timer", abstract: "Say after each line how long it took, or show whether.",
    discussion: "The time goes to standard error, so that answers stay as they are.")

  @Argument(help: ArgumentHelp("on or off.", valueName: "switch"))
  var value: Switch?

  func run(in session: Session) throws -> Answer {
    guard let value else { return Switch(session.showsTime).answer("timer") }
    session.showsTime = value == .on
    return .silent(Self.name)
  }
}
