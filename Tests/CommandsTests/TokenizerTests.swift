import Testing

@testable import Commands

@Suite struct TokenizerTests {
  @Test(arguments: [
    ("", []),
    ("   \t ", []),
    ("load demo", ["load", "demo"]),
    ("  train  bias   decay=0.9 ", ["train", "bias", "decay=0.9"]),
    ("predict \"Heat (1995)\"", ["predict", "Heat (1995)"]),
    ("predict 'Heat (1995)'", ["predict", "Heat (1995)"]),
    ("predict \"The \\\"Best\\\" \\\\ of\"", ["predict", "The \"Best\" \\ of"]),
    ("predict \"C:\\new\"", ["predict", "C:\\new"]),
    ("predict 'a\\b'", ["predict", "a\\b"]),
    ("rate Heat\\ (1995) 5", ["rate", "Heat (1995)", "5"]),
    ("a\"b c\"d", ["ab cd"]),
    ("predict \"\"", ["predict", ""]),
    ("# a comment", []),
    ("load demo # then what", ["load", "demo"]),
    ("predict C#", ["predict", "C#"]),
    ("predict \"# 1\"", ["predict", "# 1"]),
    ("predict # \"open", ["predict"]),
    ("predict \"Amélie (2001)\" ünï", ["predict", "Amélie (2001)", "ünï"]),
  ])
  func cutsIntoWords(line: String, words: [String]) throws {
    #expect(try Tokenizer.words(line) == words)
  }

  @Test func refusesWhatIsOpen() {
    #expect(throws: ShellError.unclosedQuote(mark: "\"", column: 9)) {
      try Tokenizer.words("predict \"Heat")
    }
    #expect(throws: ShellError.unclosedQuote(mark: "'", column: 14)) {
      try Tokenizer.words("predict Ocean's")
    }
    #expect(throws: ShellError.unclosedQuote(mark: "\"", column: 9)) {
      try Tokenizer.words("predict \"Heat\\\"")
    }
    #expect(throws: ShellError.nothingEscaped) { try Tokenizer.words("load a\\") }
  }

  @Test func refusesTooManyWords() {
    let words = String(repeating: "a ", count: Tokenizer.mostWords)
    #expect(throws: Never.self) { try Tokenizer.words(words) }
    #expect(throws: ShellError.tooManyWords(limit: Tokenizer.mostWords)) {
      try Tokenizer.words(words + "a")
    }
  }

  @Test func refusesControlCharacters() {
    #expect(throws: ShellError.controlCharacter(code: 0, column: 6)) {
      try Tokenizer.words("load \0demo")
    }
    #expect(throws: ShellError.controlCharacter(code: 0x1B, column: 1)) {
      try Tokenizer.words("\u{1B}[A")
    }
    #expect(throws: ShellError.controlCharacter(code: 0x9B, column: 2)) {
      try Tokenizer.words("a\u{9B}")
    }
  }

  @Test func tellsWhereTheLastWordOfALineBegins() {
    #expect(Tokenizer.scan("load de").lastWordStart == 5)
    #expect(Tokenizer.scan("load ").lastWordStart == nil)
    #expect(Tokenizer.scan("predict \"the ma").lastWordStart == 8)
    #expect(Tokenizer.scan("predict \"the ma").openQuote?.column == 9)
  }
}
