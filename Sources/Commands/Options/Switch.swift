import ArgumentParser

/// A setting that is on or off.
enum Switch: String, CaseIterable, ExpressibleByArgument {
  case on, off

  init(_ isOn: Bool) { self = isOn ? .on : .off }

  /// Returns the answer to a command without a word: the setting as it is.
  func answer(_ command: String) -> Answer {
    var answer = Answer(command)
    answer.add(command, .text(rawValue))
    answer.blocks = [.line("\(command) is \(rawValue)")]
    return answer
  }
}
