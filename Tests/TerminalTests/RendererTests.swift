import Testing

@testable import Commands
@testable import Terminal

/// An answer with something of everything.
private func sample() -> Answer {
  var answer = Answer("recommend")
  answer.add("model", .text("bias"))
  answer.add("path", .text("bias of 2 ratings"))
  answer.add("nothing", .null)
  answer.add("left", .absent)
  answer.add("flag", .flag(true))
  answer.add("loss", .number(.nan, decimals: 2))
  var rows = Table("rank", "item", "title", "stars")
  rows.add([.count(1), .id(104), .text("\"Quoted\", A Tale | 2"), .stars(4.36)])
  rows.add([.count(1000), .id(100_104), .text("千と千尋の神隠し"), .null])
  answer.rows = rows
  answer.blocks = [.table(rows), .line("answered by bias")]
  answer.note("one \"note\"")
  return answer
}

@Suite struct RendererTests {
  @Test func noModeSendsControlCharactersToATerminal() {
    var answer = Answer("data")
    var rows = Table("title")
    rows.add([.text("\u{1B}]0;title\u{7}Red")])
    answer.rows = rows
    answer.blocks = [.table(rows), .line("\u{1B}[31mRed")]
    for mode in OutputMode.allCases {
      let text = mode.renderer(width: 80).text(of: answer)
      #expect(!text.contains("\u{1B}") && !text.contains("\u{7}"), "\(mode)")
    }
    // Other programs get what the data has.
    #expect(OutputMode.csv.renderer(width: nil).text(of: answer).contains("\u{1B}]0;title"))
  }

  @Test func alignsTables() {
    #expect(
      TableRenderer(width: nil).text(of: sample()) == """
         rank    item  title                 stars
        -----  ------  --------------------  -----
            1     104  "Quoted", A Tale | 2   4.36
        1,000  100104  千と千尋の神隠し          -
        answered by bias

        """)
  }

  @Test func fitsTheTerminal() {
    let text = TableRenderer(width: 32).text(of: sample())
    #expect(
      text == """
         rank    item  title       stars
        -----  ------  ----------  -----
            1     104  "Quoted",…   4.36
        1,000  100104  千と千尋…       -
        answered by bias

        """)
    for line in text.split(separator: "\n") { #expect(TextWidth.of(String(line)) <= 32) }
  }

  @Test func neverCutsNumbers() {
    let text = TableRenderer(width: 20).text(of: sample())
    #expect(text.contains("item   100104\n"))
    #expect(text.contains("stars  4.36\n"))
  }

  /// Titles of every kind beside numbers, fewer columns or more.
  @Test(arguments: 40...100) func linesUpAtEveryWidth(width: Int) {
    var rows = Table("rank", "item", "title", "stars", "ratings")
    let titles = [
      "Heat (1995)", "千と千尋の神隠し (2001)", "Ame\u{301}lie Poulain and her many long adventures",
      "\u{5E9}\u{5DC}\u{5D5}\u{5DD}", "올드보이 and a title that goes on", "👩‍👩‍👧", "",
    ]
    for (i, title) in titles.enumerated() {
      rows.add([
        .count(i + 1), .id(100_104), .text(title), .stars(4.36), .count(12_345),
      ])
    }
    var answer = Answer("recommend")
    answer.blocks = [.table(rows)]
    let lines = TableRenderer(width: width).text(of: answer).split(separator: "\n").map(String.init)
    #expect(lines.count == titles.count + 2)
    // Numbers end each line, so all lines are as wide as the heading.
    #expect(Set(lines.map { TextWidth.of($0) }).count == 1)
    for line in lines { #expect(TextWidth.of(line) <= width) }
    #expect(lines.filter { $0.hasSuffix("12,345") }.count == titles.count)
  }

  /// As `show` lists models.
  private func listing() -> Answer {
    var rows = Table([
      .init("name"), .init("split", whenNarrow: .keep), .init("settings", whenNarrow: .drop),
    ])
    rows.add([.text("gru-sequence"), .text("fresh-users, fold 0"), .text("factors=100")])
    var answer = Answer("show")
    answer.blocks = [.table(rows)]
    return answer
  }

  @Test func dropsColumnsThatMayBeDropped() {
    #expect(
      TableRenderer(width: 40).text(of: listing()) == """
        name          split
        ------------  -------------------
        gru-sequence  fresh-users, fold 0

        """)
  }

  @Test func cutsOthersBeforeWhatStaysWhole() {
    #expect(
      TableRenderer(width: 30).text(of: listing()) == """
        name       split
        ---------  -------------------
        gru-sequ…  fresh-users, fold 0

        """)
  }

  @Test func writesALineForEachValueWhereNoTableFits() {
    #expect(
      TableRenderer(width: 28).text(of: listing()) == """
        name      gru-sequence
        split     fresh-users, fold
                  0
        settings  factors=100

        """)
  }

  @Test func wrapsMessagesAtWordsInATerminalOnly() {
    func said(width: Int?) -> String {
      var out = ""
      let console = Console(
        answer: { _ in }, message: { out += $0 }, answerWidth: { nil }, messageWidth: { width },
        usesColour: true)
      console.say("one two three", after: "a:1: ", alarm: "error: ")
      return out
    }
    #expect(said(width: nil) == "a:1: \u{1B}[31merror: \u{1B}[0mone two three\n")
    #expect(said(width: 20) == "a:1: \u{1B}[31merror: \u{1B}[0mone two\nthree\n")
  }

  @Test func writesOneObjectOfJSON() {
    #expect(
      JSONRenderer().text(of: sample())
        == #"{"command":"recommend","model":"bias","path":"bias of 2 ratings","nothing":null,"#
        + #""flag":true,"loss":null,"rows":[{"rank":1,"item":104,"title":"\"Quoted\", A Tale | 2","#
        + #""stars":4.36},{"rank":1000,"item":100104,"title":"千と千尋の神隠し","stars":null}],"#
        + #""notes":["one \"note\""]}"# + "\n")
  }

  @Test(arguments: [
    ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("a\nb\tc\rd", #""a\nb\tc\rd""#),
    ("\u{0}\u{1F}\u{7F}", #""\u0000\u001f\u007f""#), ("\u{2028}", #""\u2028""#), ("é", "\"é\""),
  ])
  func escapesJSON(text: String, json: String) {
    #expect(JSONRenderer.string(text) == json)
  }

  @Test func quotesCSV() {
    #expect(
      CSVRenderer().text(of: sample()) == """
        rank,item,title,stars
        1,104,"\""Quoted"", A Tale | 2",4.36
        1000,100104,千と千尋の神隠し,

        """)
    var answer = Answer("load")
    answer.add("dataset", .text("two\nlines"))
    answer.add("users", .count(12_345))
    #expect(CSVRenderer().text(of: answer) == "dataset,users\n\"two\nlines\",12345\n")
    #expect(CSVRenderer().text(of: Answer("quit")).isEmpty)
  }

  @Test func writesMarkdown() {
    #expect(
      MarkdownRenderer().text(of: sample()) == """
        | rank | item | title | stars |
        | ---: | ---: | --- | ---: |
        | 1 | 104 | "Quoted", A Tale \\| 2 | 4.36 |
        | 1,000 | 100104 | 千と千尋の神隠し |  |

        answered by bias


        """)
  }

  @Test func noEmptyBlockInMarkdown() {
    var answer = Answer("show")
    answer.blocks = [.line("before"), .text(""), .line("after")]
    #expect(MarkdownRenderer().text(of: answer) == "before\n\nafter\n\n")
  }

  @Test func leavesOutWhatIsAbsent() {
    var answer = Answer("evaluate")
    var rows = Table("history", "rmsePerUser")
    rows.add([.text("all"), .number(0.5, decimals: 2)])
    rows.add([.text("0"), .absent])
    answer.rows = rows
    #expect(
      JSONRenderer().text(of: answer)
        == #"{"command":"evaluate","rows":[{"history":"all","rmsePerUser":0.5},{"history":"0"}]}"#
        + "\n")
    #expect(CSVRenderer().text(of: answer) == "history,rmsePerUser\nall,0.5\n0,\n")
  }

  @Test func keepsEveryDigitOfAFloat() {
    #expect(Value.stars(0.1 + 0.2).plain == "\(Float(0.1 + 0.2))")
    #expect(Value.stars(.nan).plain.isEmpty)
    #expect(Value.number(1e-7, decimals: 3).plain == "1e-07")
  }

  @Test func theBestIsMarkedForPeopleAlone() {
    var table = Table("a", "b")
    table.add([.number(0.5, decimals: 2), .best(0.25, decimals: 2)])
    table.add([.best(0.125, decimals: 2), .null])
    var answer = Answer("evaluate")
    answer.rows = table
    answer.blocks = [.table(table)]
    let shown = TableRenderer(width: nil).text(of: answer)
    #expect(shown == "    a      b\n-----  -----\n 0.50  *0.25\n*0.12      -\n")
    #expect(MarkdownRenderer().text(of: answer).contains("| 0.50 | **0.25** |\n| **0.12** |  |"))
    #expect(CSVRenderer().text(of: answer) == "a,b\n0.5,0.25\n0.125,\n")
    #expect(JSONRenderer().text(of: answer).contains(#"{"a":0.5,"b":0.25},{"a":0.125,"b":null}"#))
  }
}
