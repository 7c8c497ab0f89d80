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
