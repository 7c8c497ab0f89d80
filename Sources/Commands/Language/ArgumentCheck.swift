import DebutEngine

/// Checks of values that the parser lets through.
enum ArgumentCheck {
  /// Returns a whole number within a range.
  ///
  /// - Throws: `ShellError.badValue`.
  static func whole(_ value: Int, in range: ClosedRange<Int>, for option: String) throws -> Int {
    guard range.contains(value) else {
      throw ShellError.badValue(
        what: option, value: String(value),
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Reads a number of stars.
  ///
  /// - Throws: `ShellError.badValue` for text that is no number, `.offScale`.
  static func stars(_ text: String, on scale: RatingScale) throws -> Float {
    guard let stars = HistoryText.number(text) else {
      throw ShellError.badValue(
        what: "the rating", value: text, expected: "a number on the scale \(scale)")
    }
    guard scale.contains(stars) else { throw ShellError.offScale(stars: text, scale: scale) }
    return stars
  }

  /// Reads `key=value` words as settings.
  ///
  /// - Throws: `ShellError.badSetting`.
  static func settings(_ words: [String]) throws -> [Setting] {
    try words.map { word in
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
        throw ShellError.badSetting(word)
      }
      return Setting(
        name: String(word[..<equals]), value: String(word[word.index(after: equals)...]))
    }
  }

  /// Returns a name that a person at the keyboard may have.
  ///
  /// - Throws: `ShellError.badValue`.
  static func person(_ text: String) throws -> String {
    let isVisible = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
    }
    guard isVisible, text.contains(where: { $0 != " " }), text.unicodeScalars.count <= 60,
      !text.hasPrefix("-")
    else {
      throw ShellError.badValue(
        what: "the name", value: text,
        expected: "1 to 60 characters without control characters, not starting with a dash")
    }
    return text
  }

  /// Returns a name that a trained model may have.
  ///
  /// - Throws: `ShellError.badValue`.
  static func name(_ text: String, what: String = "the name") throws -> String {
    let isNameable = text.unicodeScalars.allSatisfy {
      $0 != " " && $0 != "," && $0 != "\"" && $0 != "'" && $0.value > 0x20
    }
    guard !text.isEmpty, text.unicodeScalars.count <= 60, isNameable, !text.hasPrefix("-") else {
      throw ShellError.badValue(
        what: what, value: text,
        expected: "1 to 60 characters without blanks, commas and quotes, not starting with a dash")
    }
    return text
  }
}
