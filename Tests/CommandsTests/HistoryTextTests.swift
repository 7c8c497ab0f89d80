import Testing

@testable import Commands

@Suite struct HistoryTextTests {
  @Test(
    arguments: [
      ("", []),
      ("  ", []),
      ("5=4", [.init(item: "5", stars: 4)]),
      (
        "Heat (1995)=5, 104=3.5",
        [.init(item: "Heat (1995)", stars: 5), .init(item: "104", stars: 3.5)]
      ),
      (
        "Good, the Bad and the Ugly, The (1966)=5,Heat=4",
        [
          .init(item: "Good, the Bad and the Ugly, The (1966)", stars: 5),
          .init(item: "Heat", stars: 4),
        ]
      ),
      ("E=mc2 = 3 , 7 = 1", [.init(item: "E=mc2", stars: 3), .init(item: "7", stars: 1)]),
      ("2=3, the sequel=4", [.init(item: "2", stars: 3), .init(item: "the sequel", stars: 4)]),
      ("Heat=5,", [.init(item: "Heat", stars: 5)]),
      ("5=-1", [.init(item: "5", stars: -1)]),
      ("a=b=4", [.init(item: "a=b", stars: 4)]),
      (
        "'a=5, b'=4, \"c d\" = 3",
        [.init(item: "'a=5, b'", stars: 4), .init(item: "\"c d\"", stars: 3)]
      ),
      (
        "'burbs, The=4, 'A'=5",
        [.init(item: "'burbs, The", stars: 4), .init(item: "'A'", stars: 5)]
      ),
      ("\"A\" to Z=2, 7=1", [.init(item: "\"A\" to Z", stars: 2), .init(item: "7", stars: 1)]),
    ] as [(String, [HistoryText.Entry])])
  func readsEntries(text: String, entries: [HistoryText.Entry]) throws {
    #expect(try HistoryText.parse(text) == entries)
  }

  @Test(arguments: [
    "Heat", "Heat=", "Heat=x", "=5", "Heat=5 Fargo", "5=nan", "5=1e3", "5=0x4", ",",
  ])
  func refusesWhatHasNoRating(text: String) {
    let error = #expect(throws: ShellError.self) { try HistoryText.parse(text) }
    let reason =
      text.hasPrefix("=")
      ? "there is no item before the =" : "expected ITEM=STARS, such as \"Heat (1995)=5\""
    #expect(error?.description == "the history's entry \"\(text)\" is not right: \(reason)")
  }

  @Test(arguments: [
    ("", ""), ("he", "he"), ("Heat=5, Far", "Far"), ("Heat=5,Far", "Far"), ("Heat=5", "Heat=5"),
    ("Good, the Bad=4, a, b", "a, b"),
  ])
  func findsTheEntryThatIsTyped(text: String, last: String) {
    #expect(text[HistoryText.lastEntryStart(text)...] == last)
  }

  @Test func readsPlainNumbersOnly() {
    #expect(HistoryText.number("3.5") == 3.5)
    #expect(HistoryText.number("+4") == 4)
    for text in ["", "inf", "nan", "1e2", "0x10", "3,5", "٣", String(repeating: "9", count: 60)] {
      #expect(HistoryText.number(text) == nil)
    }
  }
}
