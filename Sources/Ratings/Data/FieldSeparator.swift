/// The mark between the fields of a row.
///
/// - Stability: evolving.
public struct FieldSeparator: Hashable, Sendable {
  /// The mark's byte; of blanks the space, to which the tab is equal.
  let byte: UInt8
  /// True if the mark is written twice.
  let isDoubled: Bool
  /// True if any run of spaces and tabs is one mark.
  let isBlanks: Bool

  private init(_ mark: Unicode.Scalar, isDoubled: Bool = false, isBlanks: Bool = false) {
    byte = UInt8(ascii: mark)
    self.isDoubled = isDoubled
    self.isBlanks = isBlanks
  }

  /// A comma.
  public static let comma = FieldSeparator(",")
  /// A semicolon, beside which numbers may have a decimal comma.
  public static let semicolon = FieldSeparator(";")
  /// A tab.
  public static let tab = FieldSeparator("\t")
  /// A vertical bar.
  public static let bar = FieldSeparator("|")
  /// Two colons, as in `ratings.dat` of MovieLens.
  public static let doubleColon = FieldSeparator(":", isDoubled: true)
  /// Any run of spaces and tabs.
  public static let blanks = FieldSeparator(" ", isBlanks: true)

  /// The mark written twice, as in the two tabs of Jester.
  var doubled: FieldSeparator {
    FieldSeparator(Unicode.Scalar(byte), isDoubled: true)
  }

  /// The separators that are looked for, of equally good ones the first; blanks only if no other fits.
  static let sniffed: [FieldSeparator] = [
    .comma, .doubleColon, .tab, .semicolon, .bar, tab.doubled, semicolon.doubled, bar.doubled,
    comma.doubled, .blanks,
  ]

  /// Words for separators on a command line.
  private static let words: [String: FieldSeparator] = [
    "comma": .comma, ",": .comma, "semicolon": .semicolon, ";": .semicolon, "tab": .tab,
    "\t": .tab, "\\t": .tab, "bar": .bar, "pipe": .bar, "|": .bar, "::": .doubleColon,
    "colons": .doubleColon, "blanks": .blanks, "blank": .blanks, "space": .blanks, " ": .blanks,
    "tabs": tab.doubled, "\t\t": tab.doubled, "\\t\\t": tab.doubled,
  ]

  /// Reads a separator: a word such as `semicolon`, `tab` or `blanks`, or the mark itself, once or twice.
  ///
  /// - Throws: `DataError.badOption` for letters, digits, quotes and whatever numbers are written with.
  public init(parsing text: String) throws {
    if let known = Self.words[text.lowercased()] {
      self = known
      return
    }
    let marks = Array(text.unicodeScalars)
    let isMark = marks.allSatisfy {
      $0.isASCII && $0.value > 32 && $0.value < 127 && !$0.properties.isAlphabetic
        && !("0"..."9").contains($0) && !"\"'.-+_".unicodeScalars.contains($0)
    }
    guard isMark, let mark = marks.first, marks == [mark] || marks == [mark, mark] else {
      throw DataError.badOption(
        name: "--separator", value: text,
        expected: "comma, semicolon, tab, bar, blanks, or a mark that no value holds, once or twice"
      )
    }
    self.init(mark, isDoubled: marks.count == 2)
  }
}

extension FieldSeparator: CustomStringConvertible {
  /// The separator for people, such as "semicolons" or "two tabs".
  public var description: String {
    if isBlanks { return "blanks" }
    let names: [UInt8: String] = [
      UInt8(ascii: ","): "commas", UInt8(ascii: ";"): "semicolons", UInt8(ascii: "\t"): "tabs",
      UInt8(ascii: "|"): "bars",
    ]
    guard let name = names[byte] else {
      let mark = String(Unicode.Scalar(byte))
      return QuotedText.cut(isDoubled ? mark + mark : mark)
    }
    return isDoubled ? "two " + name : name
  }
}
