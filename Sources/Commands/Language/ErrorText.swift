import DebutEngine

/// The most characters of an error's text: the rest would be the user's own input, come back.
private let longestErrorText = 2_000

/// Returns the one line of text that stands for an error, with the advice of the command language.
///
/// Every error that a user reads passes here, from the language, the engine and the readers alike.
package func errorText(_ error: any Error) -> String {
  let text = String(describing: error) + ((error as? EngineError)?.advice ?? "")
  let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  return line.unicodeScalars.count > longestErrorText ? line.prefix(longestErrorText) + "..." : line
}
