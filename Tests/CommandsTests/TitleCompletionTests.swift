import DebutEngine
import DebutTesting
import Testing

@testable import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A title that is completed with Tab is one that runs: every title, in every quoting.
@Suite struct TitleCompletionTests {
  private static let movieLens: String? = {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = getenv("DEBUT_DATA").map { String(cString: $0) } ?? "/\(package)/../shared/data"
    let path = "\(folder)/ml-latest-small-2016"
    return access("\(path)/ratings.csv", R_OK) == 0 ? path : nil
  }()

  private static let quotings: [Character?] = [nil, "'", "\""]

  /// Titles that are hard to type: quotes, line ends, marks, one title twice, digits, equals signs.
  private static let odd = [
    #"Two "Quoted", Words"#, "Plain", "", "Same", "Same", "Line\nbreak", "Le\u{301}on", "A=5, B",
    "=5", "12",
    "Ocean's Eleven", "\"Great Performances\" Cats", "'burbs, The", "'", "\"", "\\", "a\\", "\\\"",
    "-1",
    "--top", "#1", "Two\u{A0}blanks", "Tab\there", "e\u{301}\"\u{301}", "It's \"It\"", "item 3",
    "300", "2001: A",
    "Yes, id 7", "100% $HOME `ls`", "*", "~", "x\u{2028}y", "\u{85}z", "Matrix, The",
  ]

  private func data(_ titles: [String]) throws -> LoadedData {
    let items = titles.enumerated().map { Item(id: .init($0 + 1), title: $1) }
    let rows = items.map { RatingRow(user: 1, item: $0.id, rating: 3) }
    return LoadedData(try Dataset(name: "odd", rows: rows, knownItems: items), path: "odd")
  }

  /// Returns the line as readline leaves it after a candidate was chosen.
  private func finished(_ start: String, _ quoting: Character?, _ candidate: Completer.Candidate)
    -> String
  {
    let open = quoting.map(String.init) ?? ""
    let closes = candidate.isComplete && !candidate.bringsQuotes
    return start + open + candidate.text + (closes ? open : "")
  }

  /// Checks that the candidate of every item, finished as a line, names that item and no other.
  private func check(_ data: LoadedData) throws {
    for index in data.dataset.catalogue.items.indices {
      let candidate = Completer.candidate(forItem: index, data)
      for quoting in Self.quotings {
        let line = finished("predict ", quoting, candidate.quoted(by: quoting))
        let typed = try Tokenizer.checked(line)
        try #require(typed.words.count == 2, "\(line)")
        let word = ItemWord(typed.words[1], isTitle: typed.isQuoted[1])
        #expect(try data.item(word).index == index, "\(line)")
      }
    }
  }

  @Test func everyOddTitleIsFound() throws { try check(data(Self.odd)) }

  @Test(.enabled(if: movieLens != nil)) func everyRealTitleIsFound() throws {
    try check(LoadedData(try Dataset.load(path: try #require(Self.movieLens)), path: "real"))
  }

  /// Types a part of each title, completes it, and runs the line by the parser of commands.
  @Test func completedLinesRun() throws {
    let session = Session(registry: Registry())
    let data = try data(Self.odd)
    _ = session.adopt(data)
    let completer = Completer(session, commands: CommandList.all)
    for (index, item) in data.dataset.catalogue.items.enumerated() where !item.title.isEmpty {
      for quoting in Self.quotings {
        let start = "predict "
        let open = quoting.map(String.init) ?? ""
        let line = start + open
        let wanted = Completer.candidate(forItem: index, data).quoted(by: quoting)
        let offered = completer.complete(line, from: line.utf8.count)
        try #require(offered.contains(wanted), "\(item.name) after \(line)")
        let whole = finished(start, quoting, wanted)
        let typed = try Tokenizer.checked(whole)
        let command = try PredictCommand.parsing(
          Array(typed.words.dropFirst()), isQuoted: Array(typed.isQuoted.dropFirst()))
        #expect(try data.item(command.item).index == index, "\(whole)")
      }
    }
  }

  @Test func completedHistoriesNameTheirItems() throws {
    let session = Session(registry: Registry())
    let data = try data(Self.odd)
    _ = session.adopt(data)
    let completer = Completer(session, commands: CommandList.all)
    for index in data.dataset.catalogue.items.indices {
      let item = data.dataset.catalogue[index]
      guard let first = TextFolding.fold(item.title).unicodeScalars.first else { continue }
      for quoting in Self.quotings.dropFirst() {
        let open = quoting.map(String.init) ?? ""
        let typed = first == "\"" || first == "\\" || first == "'" ? "" : String(first)
        guard !typed.isEmpty else { continue }
        let line = "recommend --history " + open + typed
        let found = completer.complete(line, from: line.utf8.count - 1).map { candidate in
          try? Tokenizer.checked("recommend --history " + open + candidate.text + "3" + open).words[
            2]
        }
        let entries = found.compactMap { $0 }.compactMap { try? HistoryText.parse($0) }
        #expect(entries.count == found.count && entries.allSatisfy { $0.count == 1 })
        let items = entries.compactMap {
          try? data.item(inHistory: $0[0].item).index
        }
        #expect(items.contains(index), "\(item.name) by \(line)")
      }
    }
  }

  @Test func aTypedBackslashIsNoPartOfTheTitle() throws {
    let session = Session(registry: Registry())
    _ = session.adopt(try data(Self.odd))
    let completer = Completer(session, commands: CommandList.all)
    func offered(_ word: String, from start: Int = 8) -> [String] {
      completer.complete("predict " + word, from: start).map(\.text)
    }
    #expect(offered("\"\\\"Gre", from: 9) == [#"\"Great Performances\" Cats"#])
    #expect(offered(#"Ocean\'"#) == [#""Ocean's Eleven""#])
    #expect(offered("'Oc", from: 9) == [#"Ocean'\''s Eleven"#])
    // Within the third quote of a word nothing is completed: the word began before.
    #expect(offered(#"'Ocean'\''s E"#, from: 20).isEmpty)
  }

  @Test func aCommonStartNeverEndsInABackslash() {
    #expect(Completer.common([#"a\"b"#, #"a\\c"#], typed: "a") == "a")
    #expect(Completer.common([#"a\\b"#, #"a\\c"#], typed: "a") == #"a\\"#)
  }
}
