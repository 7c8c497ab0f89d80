import Testing

@testable import Commands
@testable import Terminal

/// Tables in terminals that are too narrow for them.
@Suite struct NarrowTablesTests {
  /// As `evaluate` sets models side by side.
  private func sideBySide(_ models: [String]) -> Answer {
    var table = Table(
      [.init("history", whenNarrow: .keep), .init("ratings")]
        + models.enumerated().map { .init($1, whenNarrow: .fold($0)) })
    for (history, ratings) in [("0", 60), ("all, per user", 5_667)] {
      table.add(
        [.text(history), .count(ratings), .best(0.8139, decimals: 4)]
          + models.dropFirst().map { _ in .near(0.8375, decimals: 4) })
    }
    var answer = Answer("evaluate")
    answer.blocks = [.table(table)]
    return answer
  }

  private func text(_ models: [String], _ width: Int) -> String {
    TableRenderer(width: width).text(of: sideBySide(models))
  }

  @Test func headingsStandInLines() {
    #expect(
      text(["gru-sequence-small", "gru-sequence-large"], 40) == """
                                   gru-     gru-
                                sequenc  sequenc
        history        ratings  e-small  e-large
        -------------  -------  -------  -------
        0                   60  *0.8139  ~0.8375
        all, per user    5,667  *0.8139  ~0.8375

        """)
  }

  @Test func whatDoesNotFitStandsBelow() {
    #expect(
      text(["bias", "mf", "gru-hybrid"], 40) == """
        history        ratings     bias       mf
        -------------  -------  -------  -------
        0                   60  *0.8139  ~0.8375
        all, per user    5,667  *0.8139  ~0.8375

        history        ratings  gru-hybrid
        -------------  -------  ----------
        0                   60     ~0.8375
        all, per user    5,667     ~0.8375

        """)
  }

  static let names =
    ["gru-sequence-small", "gru-sequence-large", "電影推薦模型的長名字一", "電影推薦模型的長名字二"]
    + ["one", "two"].map { String(repeating: "a", count: 60) + $0 }

  /// Rows keep their labels, lines their width, and the names that are read from above to below differ.
  @Test(arguments: 40...130) func namesStayApart(width: Int) {
    let lines = text(Self.names, width).split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines { #expect(TextWidth.of(String(line)) <= width, "\(line)") }
    let tables = lines.split(separator: "").map(Array.init)
    var headings: [String] = []
    for table in tables {
      let rule = table.firstIndex { $0.hasPrefix("----") } ?? 0
      #expect(
        table[(rule + 1)...].map { $0.hasPrefix("0 ") || $0.hasPrefix("all, per user ") }
          == [true, true])
      let columns = table[rule].split(separator: " ").count - 2
      headings += Self.stacked(table[..<rule], over: table[rule], last: columns)
    }
    #expect(headings.count == Self.names.count)
    #expect(Set(headings).count == Self.names.count, "\(headings)")
  }

  /// The headings of the last columns of a table, each put together from its lines.
  private static func stacked(_ lines: ArraySlice<Substring>, over rule: Substring, last: Int)
    -> [String]
  {
    // Places where columns begin and end.
    var ends: [Int] = []
    for (place, (mark, next)) in zip(rule, rule.dropFirst() + " ").enumerated()
    where mark == "-" && next == " " { ends.append(place + 1) }
    return ends.indices.suffix(last).map { column in
      lines.map { line in
        cells(line, from: ends[column - 1], to: ends[column])
      }.joined()
    }
  }

  /// Returns the text between two places of a line, counted in columns of the terminal.
  private static func cells(_ line: Substring, from start: Int, to end: Int) -> String {
    var place = 0
    var text = ""
    for character in line {
      if place >= start, place < end, character != " " { text.append(character) }
      place += TextWidth.of(character)
    }
    return text
  }

  @Test func groupsOfColumnsStayTogether() {
    var table = Table([
      .init("rank"), .init("a", heading: "latent-cf", whenNarrow: .fold(0)),
      .init("aStars", heading: "stars", whenNarrow: .fold(0)),
      .init("b", heading: "gru-sequence", whenNarrow: .fold(1)),
      .init("bStars", heading: "stars", whenNarrow: .fold(1)),
      .init("moved", whenNarrow: .fold(1)),
    ])
    table.add([
      .count(1), .text("Leopold, the Foundry and Edwin (2013)"), .stars(4), .text("Heat (1995)"),
      .stars(3.5), .text("new, from 57"),
    ])
    var answer = Answer("compare")
    answer.blocks = [.table(table)]
    #expect(
      TableRenderer(width: 40).text(of: answer) == """
        rank  latent-cf                    stars
        ----  ---------------------------  -----
           1  Leopold, the Foundry and E…   4.00

        rank  gru-sequence  stars  moved
        ----  ------------  -----  ------------
           1  Heat (1995)    3.50  new, from 57

        """)
    #expect(TableRenderer(width: 80).text(of: answer).split(separator: "\n").count == 3)
  }

  @Test func titlesThatDifferAtTheirEndsDo() {
    var table = Table("title", "stars")
    table.add([.text("The Lord of the Rings: The Two Towers (2002)"), .stars(4)])
    table.add([.text("The Lord of the Rings: The Return of the King (2003)"), .stars(5)])
    var answer = Answer("recommend")
    answer.rows = table
    #expect(
      TableRenderer(width: 30).text(of: answer) == """
        title                    stars
        -----------------------  -----
        The Lord of…wers (2002)   4.00
        The Lord of…King (2003)   5.00

        """)
  }

  @Test func factsLeaveRoomForTheirValues() {
    var answer = Answer("show")
    answer.blocks = [
      .facts([
        (name: String(repeating: "n", count: 60), value: .text(String(repeating: "v", count: 30)))
      ])
    ]
    #expect(
      TableRenderer(width: 40).text(of: answer) == """
        nnnnnnnnnnnnnnnnn…  vvvvvvvvvvvvvvvvvvvv
                            vvvvvvvvvv

        """)
  }
}
