import DebutEngine

/// Cuts a line into words.
///
/// Blanks separate words. Double quotes hold a word together, and within them a backslash before
/// `"` or `\` takes it literally; single quotes take everything literally; outside of quotes a
/// backslash takes the next character literally. A `#` at the start of a word begins a comment.
package struct Tokenizer {
  /// The words of a line, and what was open at its end.
  package struct Result: Hashable {
    package var words: [String] = []
    /// [word] true if the word has a quotation mark of the language: it is then a title, though it be of
    /// digits.
    package var isQuoted: [Bool] = []
    /// The quote that is not closed, and its column (from 1).
    package var openQuote: (mark: Unicode.Scalar, column: Int)?
    /// True if a backslash ends the line.
    package var endsInBackslash = false
    /// The start of the last word of `words`, counted in scalars; nil if the line ends between
    /// words.
    package var lastWordStart: Int?

    package static func == (a: Result, b: Result) -> Bool {
      a.words == b.words && a.openQuote?.column == b.openQuote?.column
        && a.endsInBackslash == b.endsInBackslash && a.lastWordStart == b.lastWordStart
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(words) }
  }

  /// The most words of a line: the parser takes time with the square of their number.
  package static let mostWords = 1_000

  /// Returns the words of a whole line.
  ///
  /// - Throws: `ShellError.controlCharacter`, `.unclosedQuote`, `.nothingEscaped`, `.tooManyWords`.
  package static func words(_ line: String) throws -> [String] { try checked(line).words }

  /// Returns the words of a whole line, and which of them are quoted.
  ///
  /// - Throws: as `words`.
  package static func checked(_ line: String) throws -> Result {
    for (i, scalar) in line.unicodeScalars.enumerated() where isForbidden(scalar) {
      throw ShellError.controlCharacter(code: scalar.value, column: i + 1)
    }
    let result = scan(line)
    if let open = result.openQuote {
      throw ShellError.unclosedQuote(mark: Character(open.mark), column: open.column)
    }
    if result.endsInBackslash { throw ShellError.nothingEscaped }
    guard result.words.count <= mostWords else {
      throw ShellError.tooManyWords(limit: mostWords)
    }
    return result
  }

  /// Returns a word as it may be typed, in quotes only if it needs them.
  package static func word(_ text: String) -> String {
    (try? words(text)) == [text] ? text : QuotedText.whole(text)
  }

  /// Returns a line of these words, in quotes if they need them: a bare number is an id.
  package static func line(of words: some Sequence<String>) -> String {
    words.map { word in
      if TitleIndex.isDigits(word) { return word }
      return "\"" + word.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    }.joined(separator: " ")
  }

  /// Returns the words of a line that may not be complete, such as one that is being typed.
  package static func scan(_ line: String) -> Result {
    var scanner = Tokenizer()
    for (i, scalar) in line.unicodeScalars.enumerated() {
      if scanner.isComment { break }
      scanner.read(scalar, at: i)
    }
    return scanner.finish()
  }

  private var result = Result()
  private var word = String.UnicodeScalarView()
  private var hasQuote = false
  private var isEscaping = false
  private var isComment = false

  private mutating func read(_ scalar: Unicode.Scalar, at i: Int) {
    if isEscaping {
      isEscaping = false
      if result.openQuote != nil, scalar != "\"", scalar != "\\" { word.append("\\") }
      word.append(scalar)
    } else if let open = result.openQuote {
      if scalar == open.mark {
        result.openQuote = nil
      } else if scalar == "\\", open.mark == "\"" {
        isEscaping = true
      } else {
        word.append(scalar)
      }
    } else {
      readUnquoted(scalar, at: i)
    }
  }

  private mutating func readUnquoted(_ scalar: Unicode.Scalar, at i: Int) {
    if Self.isBlank(scalar) { return endWord() }
    if scalar == "#", result.lastWordStart == nil {
      isComment = true
      return
    }
    if result.lastWordStart == nil { result.lastWordStart = i }
    switch scalar {
    case "\"", "'":
      result.openQuote = (scalar, i + 1)
      hasQuote = true
    case "\\": isEscaping = true
    default: word.append(scalar)
    }
  }

  private mutating func endWord() {
    guard result.lastWordStart != nil else { return }
    result.words.append(String(word))
    result.isQuoted.append(hasQuote)
    hasQuote = false
    result.lastWordStart = nil
    word.removeAll()
  }

  private mutating func finish() -> Result {
    result.endsInBackslash = isEscaping
    let start = result.lastWordStart
    endWord()
    result.lastWordStart = start
    return result
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\u{A0}"
  }

  /// Returns whether a scalar is a control character, which no title and no name has; a tab is a
  /// blank.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
  }
}
