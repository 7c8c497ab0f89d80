import Testing

@testable import Ratings

@Suite struct QuotedTextTests {
  @Test(arguments: [
    ("Schindler's List (1993)", "\"Schindler's List (1993)\""),
    (#"a "b" c"#, #""a \"b\" c""#), (#"a\b"#, #""a\\b""#), ("Am\u{E9}lie", "\"Am\u{E9}lie\""),
    ("a\u{7}", #""a\u{07}""#),
  ])
  func escapesAsTheCommandLineReads(text: String, quoted: String) {
    #expect(QuotedText.whole(text) == quoted)
    #expect(QuotedText.cut(text) == quoted)
  }

  @Test func cutsOnlyWhatTheUserWrote() {
    let long = String(repeating: "a", count: 61)
    #expect(QuotedText.whole(long) == "\"\(long)\"")
    #expect(QuotedText.cut(long) == "\"\(long.dropLast())...\"")
  }
}
