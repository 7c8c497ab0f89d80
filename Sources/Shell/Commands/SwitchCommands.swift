import ArgumentParser

/// What can be on or off.
enum Switch: String, CaseIterable, ExpressibleByArgument {
  case on, off

  init(_ isOn: Bool) { self = isOn ? .on : .off }

  /// What a command says of its switch that was asked for.
  func answer(_ command: String) -> Answer {
    var answer = Answer(command)
    answer.add(command, .text(rawValue))
    answer.blocks = [.line("\(command) is \(rawValue)")]
    return answer
  }
}

struct TimerCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "timer", abstract: "Say after each line how long it took, or show whether.",
    discussion: "The time goes to standard error, so that answers stay as they are.")

  @Argument(help: ArgumentHelp("on or off.", valueName: "switch"))
  var value: Switch?

  func run(in session: Session) throws -> Outcome {
    guard let value else { return .answer(Switch(session.showsTime).answer("timer")) }
    session.showsTime = value == .on
    return .done
  }
}

struct PagerCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "pager", abstract: "Show long answers by a pager or not, or show whether.",
    discussion: """
      An answer with more lines than the terminal goes through the program that PAGER names (default: \
      less). That is for people at a prompt: scripts, pipes and files are never paged.
      """)

  @Argument(help: ArgumentHelp("on or off.", valueName: "switch"))
  var value: Switch?

  func run(in session: Session) throws -> Outcome {
    guard let value else { return .answer(Switch(session.answers.usesPager).answer("pager")) }
    session.answers.usesPager = value == .on
    return .done
  }
}

struct HintsCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "hints", abstract: "Show while you type what is expected next, or show whether.",
    discussion: """
      After a blank, what the next word is to be stands behind the cursor, in grey; it is no part of the \
      line. Only at a terminal with colours, and where the row has room. Tab shows it in any case.
      """)

  @Argument(help: ArgumentHelp("on or off.", valueName: "switch"))
  var value: Switch?

  func run(in session: Session) throws -> Outcome {
    guard let value else { return .answer(Switch(session.showsHints).answer("hints")) }
    session.showsHints = value == .on
    return .done
  }
}
