import DebutEngine

/// The most characters of an error's text: the rest would be the user's own input, come back.
private let longestErrorText = 2_000

/// An error of the engine, which states facts; the command language adds the command or option that would
/// do.
protocol AdvisedError: Error {
  /// Returns one line for the user of a session.
  ///
  /// - Parameter command: the command that failed.
  func text(of command: String) -> String
}

/// Returns the one line of text that stands for an error, with the advice of the command language.
///
/// Every error that a user reads passes here, from the language, the engine and the readers alike.
///
/// - Parameter command: the command that failed; empty if no command did.
package func errorText(_ error: any Error, command: String = "") -> String {
  let text = (error as? any AdvisedError)?.text(of: command) ?? String(describing: error)
  let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  return line.unicodeScalars.count > longestErrorText ? line.prefix(longestErrorText) + "..." : line
}

/// Runs a part of a command that its errors call by other words than the command's name, such as
/// "save --embeddings".
///
/// - Throws: what `body` throws.
func naming<Result>(_ command: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as EngineError {
    guard case .severalFolds = error else { throw error }
    throw NamedError(error: error, command: command)
  }
}

/// An error of the engine, and the words for the command that failed.
private struct NamedError: AdvisedError {
  let error: EngineError
  let command: String

  func text(of command: String) -> String { error.text(of: self.command) }
}

extension TrainingWarning {
  /// One line for the user of a session, with the options of the command language.
  var text: String {
    switch self {
    case .noEffect: "--\(description)"
    case .rateFollowsPlan(_, _, let now, let trained):
      "\(description); --epochs \(now) --stop-after \(trained) is, from the start"
    case .notTrained: description
    }
  }
}
