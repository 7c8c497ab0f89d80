import ArgumentParser
import DebutEngine

/// An item as it was typed: a bare word that is an id means the id, a quoted one a title if there is one.
struct ItemWord: ExpressibleByArgument, Hashable {
  let text: String
  /// True if the text was quoted: it is a title, though it be an id too.
  let isTitle: Bool

  /// The mark of a quoted word on its way through the parser. No line holds it: it is a control
  /// character.
  static let titleMark: Character = "\u{1}"

  init(_ text: String, isTitle: Bool) {
    self.text = text
    self.isTitle = isTitle
  }

  /// Reads a word that `ArgumentOrder` has marked.
  init(argument: String) {
    let isMarked = argument.first == Self.titleMark
    self.init(isMarked ? String(argument.dropFirst()) : argument, isTitle: isMarked)
  }

}

/// A user's id as it was typed.
struct UserWord: ExpressibleByArgument, Hashable {
  let id: Vocabulary.Key

  /// Fails for an empty word.
  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    id = Vocabulary.Key(written: argument)
  }
}
