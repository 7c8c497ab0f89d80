@testable import Commands
@testable import Terminal

extension Console {
  /// Writes nowhere.
  static var silent: Console { recording(answers: { _ in }, messages: { _ in }) }

  /// Writes into what the two take.
  static func recording(
    answers: @escaping (String) -> Void, messages: @escaping (String) -> Void
  ) -> Console {
    Console(
      answer: answers, message: messages, answerWidth: { nil }, messageWidth: { nil },
      usesColour: false)
  }
}
