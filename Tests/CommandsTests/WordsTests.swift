import Baselines
import DebutEngine
import DebutTesting
import MatrixFactorisation
import Samplers
import Testing

@testable import Commands

/// Lines as people write them, and what they are told.
@Suite struct WordsTests {
  private let session: Session
  private let folder: TestFolder

  init() throws {
    var registry = Registry()
    try registry.add(UserItemBias.self)
    try registry.add(MatrixFactorisation.self)
    try registry.add(EveryRatingSampler.self)
    session = Session(registry: registry)
    folder = try TestFolder()
  }

  private func answer(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    -> Answer
  {
    switch CommandRunner.run(line, in: session) {
    case .success(let answer): return answer
    case .failure(let failure):
      Issue.record("\(line): \(failure.text)", sourceLocation: sourceLocation)
      throw failure
    }
  }

  private func failure(_ line: String) -> String {
    switch CommandRunner.run(line, in: session) {
    case .success: "succeeded"
    case .failure(let failure): failure.text
    }
  }

  private func notes(_ answer: Answer) -> [String] { answer.messages.map(\.text) }

  private func value(_ key: String, _ answer: Answer) -> Value? {
    answer.fields.first { $0.key == key }?.value
  }

  /// Loads a folder of ratings, and of titles by id.
  private func load(_ ratings: String, titles: String? = nil, _ options: String = "") throws
    -> Answer
  {
    try folder.write("ratings.csv", ratings)
    if let titles { try folder.write("movies.csv", "movieId,title\n" + titles) }
    return try answer("load \(folder.path) \(options)")
  }

  /// Users 1 to 20 rate items 1 to 8.
  private static let ratings =
    "userId,movieId,rating,timestamp\n"
    + (0..<160).map { "\($0 / 8 + 1),\($0 % 8 + 1),\($0 * 7 % 5 + 1),\($0 % 8 / 2)\n" }.joined()

  // MARK: Numbers and titles

  @Test func aBareNumberIsAnIDAndAQuotedOneATitle() throws {
    _ = try load(
      Self.ratings, titles: "3,7 (1999)\n7,Heat (1995)\n2,2001: A Space Odyssey (1968)\n")
    let byID = try answer("rate 7 5")
    #expect(value("item", byID) == .id(7))
    #expect(
      notes(byID).contains(
        "7 is the id of Heat (1995); there is also the title 7 (1999), id 3: in quotes a number is a title"
      ))
    let byTitle = try answer("rate \"7\" 4")
    #expect(value("item", byTitle) == .id(3))
    #expect(
      notes(byTitle).contains(
        "\"7\" is the title 7 (1999); without quotes the number is the id of Heat (1995)"))
    #expect(value("item", try answer("rate '2001' 4")) == .id(2))
    #expect(value("item", try answer("unrate '7'")) == .id(3))
    #expect(
      failure("rate 2001 4")
        == "there is no item with the id 2001; the title 2001: A Space Odyssey (1968) goes in quotes, as in "
        + "\"2001\"")
    #expect(
      failure("rate \"1\" 4")
        == "there is no item called \"1\"; without quotes, 1 is the id of item 1")
    #expect(failure("rate \"99\" 4") == "there is no item called \"99\"")
    #expect(failure("rate 99 4") == "there is no item with the id 99")
    _ = try answer("train bias")
    for line in ["predict \"7\"", "why \"7\" --history 7=5", "similar '7'"] {
      #expect(
        notes(try answer(line)).contains { $0.hasPrefix("\"7\" is the title 7 (1999)") }, "\(line)")
    }
    let history = try answer("recommend --history \"'7'=5, 1=2\" --min-support 0")
    #expect(notes(history).contains { $0.hasPrefix("\"7\" is the title 7 (1999)") })
    #expect(history.rows?.rows.contains { $0.contains(.id(3)) } == false)
    #expect(history.rows?.rows.contains { $0.contains(.id(7)) } == true)
  }

  @Test func whatIsShownIsAccepted() throws {
    _ = try load(Self.ratings, titles: "4,Same (1990)\n5,Same (1990)\n6,item 4\n")
    #expect(value("item", try answer("rate 'item 3' 5")) == .id(3))
    #expect(value("item", try answer("rate 'Same (1990), id 5' 5")) == .id(5))
    // A title is nearer than what stands for a missing one.
    #expect(value("item", try answer("rate 'item 4' 5")) == .id(6))
    #expect(failure("rate 'Same (1990)' 5").contains("Same (1990), id 4; Same (1990), id 5"))
    #expect(failure("rate 'item 99' 5").contains("there is no item called"))
  }

  // MARK: Negative numbers

  @Test func negativeStarsAndScalesWorkAsWritten() throws {
    let ratings = "userId,movieId,rating\n1,5,-4.94\n1,6,9.88\n2,5,0\n3,6,-10\n"
    #expect(value("scale", try load(ratings, "--scale -10:10")) == .text("-10 to 10"))
    #expect(value("stars", try answer("rate 6 -9")) == .rating(-9))
    #expect(value("stars", try answer("rate 5 -9.5 --top 0")) == .rating(-9.5))
    #expect(value("ratings", try answer("rate --top 0 -- 5 -1")) == .count(2))
    #expect(failure("rate 6 -11").contains("-11 stars are outside the scale -10 to 10"))
    _ = try answer("train bias")
    _ = try answer("predict 5 --history '6=-9'")
  }

  @Test func noNumberIsMinusZero() {
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(-0.0, decimals: 1) == "0.0")
    #expect(NumberText.fixed(-0.006, decimals: 2) == "-0.01")
    #expect(NumberText.fixed(-1e20, decimals: 2) == "-1e+20")
    #expect(Value.stars(-0.001).shown == "0.00")
  }

  // MARK: Splits

  @Test func theFirstFoldWithUsersIsTheDefault() throws {
    let first = try load("userId,movieId,rating\n13,1,5\n13,2,4\n27,1,3\n27,2,2\n5,1,1\n")
    #expect(value("split", first) == .text("fresh-users") && value("fold", first) == .text("3"))
    #expect(
      notes(first).contains(
        "no user id ends in 0: the split is fresh-users, fold 3, the first fold with users"))
    #expect(value("fold", try answer("split fresh-users")) == .text("3"))
    _ = try answer("train bias")
    let usual = try load(Self.ratings)
    #expect(value("fold", usual) == .text("0") && !notes(usual).contains { $0.contains("split") })
  }

  @Test func usersOfOneFoldAreAllForTraining() throws {
    let answer = try load("userId,movieId,rating\n10,1,5\n10,2,4\n20,1,3\n")
    #expect(value("split", answer) == .text("none") && value("fold", answer) == .null)
    #expect(notes(answer).contains { $0.contains("nothing is held out") })
    #expect(value("split", try self.answer("train bias")) == .text("none"))
    #expect(failure("evaluate").contains("split leave-last-out"))
  }

  // MARK: Lists

  @Test func unknownRowsOfAListAreLeftOutAndTold() throws {
    _ = try load(Self.ratings)
    _ = try answer("train bias")
    let file = try folder.write(
      "new.csv", "user,item,rating\nann,1,5\nann,999,4\nbob,2,3\neve,998,1\n77,,\n5,,\n")
    // User 5 has rated every item: there is nothing to list.
    let served = try answer("recommend --users \(file) --top 1")
    #expect(served.rows?.rows.map { $0[0] } == [.text("ann"), .text("bob")])
    #expect(value("users", served) == .count(3) && value("unknown", served) == .count(3))
    #expect(
      notes(served) == [
        "3 rows left out, of unknown items or users (--strict refuses them): "
          + "\(file):3: there is no item with the id 999; \(file):5: there is no item with the id 998; "
          + "\(file):6: \(folder.path.split(separator: "/").last ?? "") has no user \"77\", and no ratings "
          + "of theirs are given"
      ])
    #expect(
      failure("recommend --users \(file) --strict") == "\(file):3: there is no item with the id 999"
    )
    #expect(failure("recommend --strict").contains("--strict has no place here"))
    // An import is whole or not at all.
    #expect(failure("me --import \(file)") == "\(file):3: there is no item with the id 999")
  }

  @Test func anEmptyListSaysWhy() throws {
    _ = try load(Self.ratings, titles: "1,One (1990)\n2,Two (1991)\n")
    _ = try answer("train bias")
    #expect(
      notes(try answer("recommend --min-support 100")) == [
        "the 8 items left have fewer than 100 training ratings; --min-support 0 counts every item"
      ])
    #expect(notes(try answer("recommend --year 1800")) == ["bias knows no item of this kind"])
    #expect(
      notes(try answer("recommend --year 1990 --min-support 0 --history 1=5")) == [
        "the history given rated every item of this kind that bias knows"
      ])
    let all = (1...8).map { "\($0)=3" }.joined(separator: ", ")
    #expect(
      notes(try answer("recommend --history \"\(all)\"")) == [
        "the history given rated every item that bias knows"
      ])
    for item in 1...8 { _ = try answer("rate \(item) 3 --top 0") }
    #expect(notes(try answer("recommend")) == ["you rated every item that bias knows"])
  }

  // MARK: Models over other data

  @Test func aModelKeepsItsTitlesOverDataWithoutAny() throws {
    _ = try load(Self.ratings, titles: "1,Heat (1995)\n2,Alien (1979)\n")
    _ = try answer("train bias")
    let model = folder.path + "/m.safetensors"
    _ = try answer("save \(model)")
    let bare = try folder.write("bare.csv", Self.ratings)
    _ = try answer("load \(bare)")
    let opened = try answer("open \(model)")
    #expect(!notes(opened).contains { $0.contains(" 0 of ") })
    let rated = try answer("rate Heat 5")
    #expect(value("title", rated) == .text("Heat (1995)"))
    let list = try answer("recommend --min-support 0")
    #expect(list.rows?.rows.contains { $0.contains(.text("Alien (1979)")) } == true)
  }

  @Test func anotherScaleIsTold() throws {
    _ = try load(Self.ratings)
    _ = try answer("train bias")
    let other = Self.ratings.replacing(",5,0\n", with: ",9,0\n")
    let file = try folder.write("ten.csv", other)
    #expect(value("scale", try answer("load \(file)")) == .text("0 to 10"))
    let said =
      "bias was trained on stars from 1 to 5, ten.csv has stars from 0 to 10: the same number may "
      + "mean something else"
    #expect(notes(try answer("rate 1 9")).contains(said))
    #expect(notes(try answer("predict 2")).contains(said))
  }

  // MARK: Ties in time

  @Test func loadTellsTheShareOfTies() throws {
    let loaded = try load(Self.ratings)
    // Four of the 7 neighbouring pairs of each user have one time.
    #expect(value("tiedTimes", loaded) == .number(4.0 / 7, decimals: 4))
    #expect(value("tiedTimes", try answer("data")) == .number(4.0 / 7, decimals: 4))
    #expect(value("timeUnit", loaded) == .text("seconds"))
    #expect(value("skippedColumns", loaded) == .list([]))
  }

  /// The share that was counted when the data was made is shown: nothing is counted for a line.
  @Test func tiesAreCountedOnce() throws {
    _ = try load(Self.ratings)
    var data = try #require(session.data?.dataset)
    #expect(data.tiedShare == 4.0 / 7)
    data.tiedShare = 0.25
    let answer = LoadedData(data, path: "x").summary("data")
    #expect(value("tiedTimes", answer) == .number(0.25, decimals: 4))
  }

  @Test func tieSeedsGiveRanges() throws {
    _ = try load(Self.ratings)
    _ = try answer("train mf --epochs 1 factors=2")
    let plain = try answer("evaluate")
    let one = try answer("evaluate --tie-seeds 3 --threads 1")
    let four = try answer("evaluate --tie-seeds 3 --threads 4")
    #expect(value("tieSeeds", one) == .count(3) && value("tieSeeds", plain) == .absent)
    let columns = try #require(one.rows?.columns.map(\.key))
    let low = try #require(columns.firstIndex(of: "rmseTieLowest"))
    let row = try #require(one.rows?.rows.first { $0[1] == .text("all") })
    guard case .number(let lowest, _) = row[low], case .number(let highest, _) = row[low + 1] else {
      Issue.record("no range: \(row)")
      return
    }
    #expect(lowest < highest)
    // The order of the file is not among those drawn, and its figures stay what they were.
    #expect(one.rows?.rows.map { Array($0[0..<5]) } == plain.rows?.rows.map { Array($0[0..<5]) })
    #expect(one.rows?.rows.map { $0[low...] } == four.rows?.rows.map { $0[low...] })
    #expect(failure("evaluate --tie-seeds 0").contains("--tie-seeds"))
    #expect(failure("evaluate --tie-seeds 2 --fold 0").contains("--tie-seeds has no place here"))
  }
}

extension WordsTests {
  @Test func examplesOfHelpAreLinesThatParse() throws {
    for command in CommandList.all {
      #expect(command.examples.count >= (command.name == "show" ? 1 : 2), "\(command.name)")
      for example in command.examples {
        let typed = try Tokenizer.checked(example)
        let named = try CommandList.command(named: typed.words[0])
        // `help` lists models and samplers by their own names.
        guard command.name == named.name || typed.words[0] == "help" else {
          Issue.record("\(example) is no example of \(command.name)")
          continue
        }
        _ = try named.parsing(
          Array(typed.words.dropFirst()), isQuoted: Array(typed.isQuoted.dropFirst()))
      }
      let help = try answer("help \(command.name)")
      guard case .text(let text) = value("text", help) else { continue }
      #expect(text.contains("Examples:\n  \(command.examples[0])"), "\(text)")
    }
    let mf = try answer("help mf")
    #expect(value("text", mf).map { "\($0)" }?.contains("train mf factors=") == true)
    let sampler = try answer("help every-rating")
    #expect(
      value("text", sampler).map { "\($0)" }?.contains(" --sampler every-rating") == true)
  }

  @Test func thePromptNamesWhoIsAtTheKeyboard() throws {
    #expect(session.prompt == "debut> ")
    _ = try answer("me anna")
    #expect(session.prompt == "debut (anna)> ")
    _ = try answer("me me")
    #expect(session.prompt == "debut> ")
  }
}

extension WordsTests {
  @Test func ratingsWithDecimalsAreDrawnInIntervals() throws {
    // 401 different ratings, -10 to 10 in steps of 0.05, one each.
    let rows = (0...400).map { "\($0 % 9 + 1),\($0),\(Double($0) / 20 - 10)\n" }.joined()
    let file = try folder.write("jester.csv", "userId,movieId,rating\n" + rows)
    _ = try answer("load \(file) --scale -10:10")
    let data = try #require(session.data)
    let canvas = try PlotCanvas(file: "x.svg")
    let plot = Plot.ratings(of: data, on: canvas)
    #expect(plot.rows.rows.count == 20)
    // Twenty steps an interval, and in the last one the highest rating as well.
    let counts = plot.rows.rows.map { $0[2] }
    #expect(counts.dropLast().allSatisfy { $0 == .count(20) } && counts.last == .count(21))
    #expect(plot.settings.contains("set xrange [-11.0:11.0]"))
  }
}
