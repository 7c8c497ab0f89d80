import DebutEngine
import Testing

@testable import Commands

/// Items by ids of text: bare, in quotes, in histories, and completed.
@Suite struct TextIDItemTests {
  /// Ids with blanks, commas, equals signs and quotes, ids that equal titles, and ids that are titles' starts.
  private static let items: [(id: Vocabulary.Key, title: String)] = [
    ("B01", "Heat"), ("Heat", "Alien"), ("a b", "Brazil"), ("a=5, b", "Dune"), ("c,d", ""),
    ("e=4", ""),
    ("it's", ""), ("Bra", "Gilda"), ("300", "Troy"), ("x1", "300"), ("say \"hi\"", ""),
    ("007", "Bond"),
    ("-f", ""), ("#g", ""), ("Ame\u{301}lie", ""), ("Am\u{E9}lie", ""),
  ]

  private let data: LoadedData = {
    let items = TextIDItemTests.items.map { Item(id: $0.id, title: $0.title) }
    let rows = items.enumerated().map {
      RatingRow(user: "u\($0)", item: $1.id, rating: Float(1 + $0 % 5), timestamp: Int64($0))
    }
    guard let data = try? Dataset(name: "odd", rows: rows, knownItems: items) else {
      preconditionFailure("rows are data")
    }
    return LoadedData(data, path: "odd")
  }()

  private func id(_ word: String, quoted: Bool = false) throws -> String {
    try data.item(ItemWord(word, isTitle: quoted)).item.id.description
  }

  private func note(_ word: String, quoted: Bool = false) throws -> String? {
    try data.item(ItemWord(word, isTitle: quoted)).note
  }

  @Test func aBareWordThatIsAnIDIsTheID() throws {
    for (key, _) in Self.items {
      let index = try data.item(ItemWord(key.description, isTitle: false)).index
      #expect(data.dataset.catalogue[index].id == key)
    }
    #expect(try id("Dun") == "a=5, b" && id("dune") == "a=5, b")
    #expect(try id("Brazil") == "a b" && id("Bra") == "Bra")
    #expect(throws: DataError.self) { try id("nothing") }
    // No id, and no title either: in data of texts a number is a word like any other.
    #expect(throws: DataError.unknownTitle("4711", nearest: nil)) { try id("4711") }
  }

  @Test func aQuotedWordIsATitleAndThenAnID() throws {
    #expect(try id("Heat", quoted: true) == "B01" && id("Heat") == "Heat")
    #expect(try id("300", quoted: true) == "x1" && id("300") == "300")
    #expect(try id("a b", quoted: true) == "a b" && id("B01", quoted: true) == "B01")
    // An id comes before the start of a title.
    #expect(try id("Bra", quoted: true) == "Bra" && id("Braz", quoted: true) == "a b")
  }

  @Test func whatExistsAsBothIsTold() throws {
    #expect(
      try note("Heat")
        == "Heat is the id of Alien; there is also the title Heat, id B01: in quotes it is a title")
    #expect(
      try note("Heat", quoted: true)
        == "\"Heat\" is the title Heat; without quotes it is the id of Alien")
    #expect(try note("B01") == nil && note("a b", quoted: true) == nil)
  }

  @Test(arguments: [
    ("Heat=5", ["Heat"]), ("'Heat'=5, B01=4", ["B01", "B01"]),
    ("'a=5, b'=4, e=4=3", ["a=5, b", "e=4"]),
    ("a b=1, c,d=2", ["a b", "c,d"]), ("\"it's\"=3, it's=3", ["it's", "it's"]),
    ("007=1, 300=2, '300'=3", ["007", "300", "x1"]), ("'say \"hi\"'=2", ["say \"hi\""]),
  ])
  func historiesNameThem(text: String, ids: [String]) throws {
    let found = try HistoryText.parse(text).map {
      try data.item(inHistory: $0.item).item.id.description
    }
    #expect(found == ids)
  }

  @Test func whatIsCompletedNamesTheItem() throws {
    let session = Session(registry: Registry())
    _ = session.adopt(data)
    let completer = Completer(session, commands: CommandList.all)
    for (index, item) in data.dataset.catalogue.items.enumerated() {
      for quoting: Character? in [nil, "'", "\""] {
        let candidate = Completer.candidate(forItem: index, data).quoted(by: quoting)
        let open = quoting.map(String.init) ?? ""
        let closes = candidate.isComplete && !candidate.bringsQuotes
        let line = "predict \(open)\(candidate.text)\(closes ? open : "")"
        let typed = try Tokenizer.checked(line)
        try #require(typed.words.count == 2, "\(line)")
        let word = ItemWord(typed.words[1], isTitle: typed.isQuoted[1])
        #expect(try data.item(word).item.id == item.id, "\(line)")
      }
    }
    func offered(_ line: String, _ word: String) -> [String] {
      completer.complete(line + word, from: line.utf8.count).map(\.text)
    }
    #expect(offered("predict ", "B0") == ["B01"] && offered("predict ", "x") == ["x1"])
    #expect(offered("predict ", "00") == ["007"])
    #expect(offered("recommend --user ", "u1") == ["u1", "u10", "u11", "u12", "u13", "u14", "u15"])
    #expect(offered("recommend --history ", "c").first == "c,d=")
    #expect(offered("recommend --history ", "e") == ["e=4="])
  }

  @Test func usersAreFoundByTheirText() throws {
    #expect(try data.user("u3").history.map(\.itemID) == ["a=5, b"])
    #expect(throws: ShellError.unknownUser(id: 3, dataset: "odd")) { try data.user(3) }
    let digits = LoadedData(
      try Dataset(
        name: "d",
        rows: [RatingRow(user: "7", item: 1, rating: 3), RatingRow(user: "x", item: 1, rating: 3)]),
      path: "d")
    #expect(try digits.user(7).id == "7" && digits.user("7").id == "7")
  }

  @Test func jsonHasNumbersAndStrings() {
    var answer = Answer("x")
    answer.add("item", .id("B01"))
    answer.add("digits", .id("7"))
    answer.add("number", .id(7))
    answer.add("control", .id("a\u{1B}[31m\"b"))
    answer.add("time", .time(-5))
    #expect(
      JSONRenderer().text(of: answer)
        == #"{"command":"x","item":"B01","digits":"7","number":7,"control":"a\u001b[31m\"b","time":-5}"#
        + "\n")
    #expect(Value.id("B01").isNumeric == false && Value.id(7).isNumeric)
  }
}
