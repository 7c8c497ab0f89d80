import Testing

@testable import Shell

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("Heat", 4), ("Amélie", 6), ("Ame\u{301}lie", 6), ("千と千尋の神隠し", 16),
    ("올드보이", 8), ("ｗｉｄｅ", 8), ("👍", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("שלום", 4), ("a\u{200B}b", 2),
    ("e\u{301}", 1), ("…", 1), ("\u{7}", 0),
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
