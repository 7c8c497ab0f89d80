import ArgumentParser
import DebutEngine

/// An item as it was typed: a bare number is an id, a quoted word a title.
struct ItemWord: ExpressibleByArgument, Hashable {
  let text: String
  /// True if the text is a title, though it be all digits.
  let isTitle: Bool

  /// The mark of a title of digits on its way through the parser. No line holds it: it is a control
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

  /// Reads an item within a history, where quotes of its own make a title of digits.
  init(inHistory text: String) {
    for mark in ["'", "\""] where text.count > 2 && text.hasPrefix(mark) && text.hasSuffix(mark) {
      let inner = String(text.dropFirst().dropLast())
      if TitleIndex.isID(inner) {
        self.init(inner, isTitle: true)
        return
      }
    }
    self.init(text, isTitle: false)
  }

  /// True if the text names an item by its id.
  var isID: Bool { !isTitle && TitleIndex.isID(text) }
}
