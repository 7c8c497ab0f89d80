import Testing

@testable import Commands

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("Heat", 4), ("Amélie", 6), ("Ame\u{301}lie", 6), ("千と千尋の神隠し", 16),
    ("올드보이", 8), ("ｗｉｄｅ", 8), ("👍", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("שלום", 4), ("a\u{200B}b", 2),
    ("e\u{301}", 1), ("…", 1), ("\u{7}", 0),
    // A syllable of Devanagari: consonants and vowel signs that stand beside them; Thai; Hangul in parts.
    ("हिन्दी", 5), ("फ़िल्म", 4), ("น้ำ", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("🇫🇷", 2), ("1️⃣", 2), ("👍🏽", 2),
  ])
  func countsColumns(text: String, width: Int) {
    #expect(TextWidth.of(text) == width)
  }

  @Test(arguments: [
    ("Heat (1995)", 11, "Heat (1995)"), ("Heat (1995)", 6, "Heat …"), ("Heat", 1, "…"),
    ("Heat", 0, ""), ("千と千尋", 5, "千と…"), ("千と千尋", 4, "千…"), ("", 3, ""),
  ])
  func cutsWithAnEllipsis(text: String, width: Int, cut: String) {
    #expect(TextWidth.cut(text, to: width) == cut)
    #expect(TextWidth.of(TextWidth.cut(text, to: width)) <= width)
  }

  @Test(arguments: [
    ("gru-sequence-small", 18, "gru-sequence-small"), ("gru-sequence-small", 11, "gru-s…small"),
    ("gru-sequence-small", 3, "g…l"), ("ab", 1, "…"), ("千と千尋の神隠し", 7, "千と…し"),
    ("千と千尋の神隠し", 6, "千…し"),
  ]) func cutsTheMiddle(text: String, width: Int, cut: String) {
    #expect(TextWidth.cutMiddle(text, to: width) == cut)
    #expect(TextWidth.of(cut) <= width)
  }

  @Test func cutsWhatWouldBeAlikeInTheMiddle() {
    let names = [
      "gru-sequence-small", "gru-sequence-large", "Heat", "gru-sequence-small", "a longer name",
    ]
    #expect(
      TextWidth.cutApart(names, to: 9) == [
        "gru-…mall", "gru-…arge", "Heat", "gru-…mall", "a longer…",
      ])
    #expect(TextWidth.cutApart(names, to: 20) == names)
  }

  @Test(arguments: [
    ("gru-sequence-small", 9, ["gru-", "sequence-", "small"]),
    ("gru-sequence-small", 7, ["gru-", "sequenc", "e-small"]),
    ("gru-sequence-small", 18, ["gru-sequence-small"]),
    ("RMSE per user", 8, ["RMSE per", "user"]),
    ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-one", 7, ["aaaaaaa", "aaa…aaa", "aaa-one"]),
    ("千と千尋の神隠し", 5, ["千と", "千…神", "隠し"]),
  ]) func stacksNames(name: String, width: Int, lines: [String]) {
    let stacked = TextWidth.stacked(name, to: width, lines: 3)
    #expect(stacked == lines)
    #expect(stacked.allSatisfy { TextWidth.of($0) <= width })
  }

  @Test func breaksWordsThatAreTooLong() {
    #expect(
      TextWidth.broken("one extraordinarily so", to: 6) == ["one", "extrao", "rdinar", "ily", "so"])
    #expect(TextWidth.broken("千と千尋", to: 5) == ["千と", "千尋"])
    #expect(TextWidth.broken("", to: 5) == [""])
  }

  @Test func fillsUp() {
    #expect(TextWidth.pad("千", to: 4) == "千  ")
    #expect(TextWidth.pad("7", to: 3, right: true) == "  7")
    #expect(TextWidth.pad("long", to: 2) == "long")
  }

  @Test func showsControlCharacters() {
    #expect(TextWidth.visible("a\u{1B}[31mb\nc") == "a\u{FFFD}[31mb\u{FFFD}c")
    #expect(TextWidth.visible("plain") == "plain")
    #expect(TextWidth.visible("a\u{202E}b\u{2067}c") == "a\u{FFFD}b\u{FFFD}c")
  }

  @Test func isolatesWhatIsWrittenFromRightToLeft() {
    #expect(TextWidth.isolated("שלום") == "\u{2068}שלום\u{2069}")
    #expect(TextWidth.of(TextWidth.isolated("שלום")) == 4)
    #expect(TextWidth.isolated("Amélie 千") == "Amélie 千")
  }

  @Test func wrapsAtBlanksAndKeepsIndentation() {
    #expect(TextWidth.wrap("one two three four", to: 9) == ["one two", "three", "four"])
    #expect(TextWidth.wrap("  one two three", to: 9) == ["  one two", "  three"])
    #expect(TextWidth.wrap("extraordinarily so", to: 5) == ["extraordinarily", "so"])
    #expect(TextWidth.wrap("a\n\nb", to: 5) == ["a", "", "b"])
  }
}
