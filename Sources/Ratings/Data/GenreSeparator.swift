/// The mark between the genres of an item.
///
/// - Stability: evolving.
public enum GenreSeparator: Hashable, Sendable {
  /// By the values: a bar, a semicolon or a comma, the first of these that any has.
  case found
  /// The whole text is one genre.
  case none
  /// This text.
  case mark(String)

  /// Words for marks on a command line.
  private static let words = [
    "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|", "slash": "/", "blank": " ",
    "blanks": " ", "space": " ", "tab": "\t",
  ]

  /// Reads a separator: a word such as `comma` or `slash`, `none`, or the mark itself.
  ///
  /// - Throws: `DataError.badOption` for letters, digits and more than three characters.
  public init(parsing text: String) throws {
    if text == "none" {
      self = .none
      return
    }
    let mark = Self.words[text.lowercased()] ?? text
    let isMark = mark.unicodeScalars.allSatisfy {
      !$0.properties.isAlphabetic && !("0"..."9").contains($0) && $0.value >= 32 || $0 == "\t"
    }
    guard isMark, 1...3 ~= mark.unicodeScalars.count else {
      throw DataError.badOption(
        name: "--genre-separator", value: text,
        expected: "bar, semicolon, comma, slash, blank, none, or the mark itself, such as \" / \"")
    }
    self = .mark(mark)
  }
}
