import DebutEngine
import DebutTesting
import Foundation
import Testing

@testable import Commands

/// A model with options of several kinds, for completion in a session without a terminal.
private final class Constant: Recommender {
  struct Options: ModelOptions {
    var stars: Float = 3
    var strictness: Float = 1
    var tone = Tone.mild
    enum Tone: String, CaseIterable, Sendable { case mild, stern }
    static let fields: [OptionField<Options>] = [
      .init("stars", \.stars, in: 0...5, "what to say"),
      .init("strictness", \.strictness, in: 0...5, "how to say it"),
      .init("tone", \.tone, "in which tone"),
    ]
  }
  static let descriptor = ModelDescriptor(
    name: "constant", summary: "a number", discussion: "", reference: "")
  private let options: Options
  init(options: Options) { self.options = options }
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { options.stars }
  func path(of representation: Int) -> AnswerPath { .counted("count", representation) }
}

/// Combines others.
private final class Mixed: Recommender {
  struct Options: ModelOptions {
    var members = [ModelRecipe("constant"), ModelRecipe("constant", settings: [], name: "other")]
    static let fields: [OptionField<Options>] = [.init("members", \.members, atLeast: 2, "whom")]
  }
  static let descriptor = ModelDescriptor(
    name: "mixed", summary: "numbers", discussion: "", reference: "")
  init(options: Options) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}

@Suite struct CompleterTests {
  private let session: Session
  private let completer: Completer

  init() throws {
    var registry = Registry()
    try registry.add(Constant.self)
    session = Session(registry: registry)
    _ = session.adopt(LoadedData(Dataset.demo(), path: "demo"))
    completer = Completer(session, commands: CommandList.all)
  }

  /// The texts offered for a line that ends at the cursor; the word begins after the last blank, or
  /// after the quote.
  private func offered(_ line: String, from start: Int) -> [String] {
    completer.complete(line, from: start).map(\.text)
  }

  @Test func offersCommands() {
    #expect(offered("", from: 0) == CommandList.names)
    #expect(offered("lo", from: 0) == ["load"])
    #expect(offered("RE", from: 0) == ["recommend"])
    #expect(offered("nonsense", from: 0).isEmpty)
  }

  @Test func offersOptionsNotGivenYet() {
    #expect(offered("recommend --to", from: 10) == ["--top"])
    #expect(offered("recommend --top 3 --to", from: 18).isEmpty)
    #expect(offered("train constant --st", from: 15) == ["--stop-after"])
    #expect(Set(offered("split --", from: 6)).isSuperset(of: ["--fold", "--at", "--help"]))
  }

  @Test func offersTheWordsThatASettingMayBe() {
    #expect(offered("train constant tone=", from: 15) == ["tone=mild", "tone=stern"])
    #expect(offered("train constant tone=s", from: 15) == ["tone=stern"])
    #expect(offered("train constant stars=", from: 15).isEmpty)
  }

  @Test func offersValuesByWhatTheyAre() {
    #expect(offered("train con", from: 6) == ["constant"])
    #expect(offered("train constant st", from: 15) == ["stars=", "strictness="])
    #expect(offered("train constant stars=2 st", from: 23) == ["strictness="])
    #expect(offered("mode j", from: 5) == ["json"])
    #expect(offered("evaluate --protocol s", from: 20) == ["split", "sampler"])
    #expect(offered("split f", from: 6) == ["fresh-users"])
    #expect(offered("load d", from: 5).contains("demo"))
    #expect(offered("help con", from: 5) == ["constant"])
    #expect(offered("use ", from: 4).isEmpty)
  }

  @Test func offersTrainedModels() throws {
    let trained = try TrainingJob.train(
      ModelRecipe(model: "constant", name: "mine"), on: Dataset.tiny(), split: .none,
      registry: session.registry, compute: session.compute(threads: 1), monitor: SilentMonitor())
    session.adopt(trained)
    #expect(offered("use ", from: 4) == ["mine"])
    #expect(offered("evaluate mine m", from: 14) == ["mine"])
  }

  @Test func offersModelsAsMembers() throws {
    var registry = session.registry
    try registry.add(Mixed.self)
    let session = Session(registry: registry)
    for (model, name) in [("constant", "mine"), ("mixed", "both")] {
      session.adopt(
        try TrainingJob.train(
          ModelRecipe(model: model, name: name), on: Dataset.tiny(), split: .none,
          registry: registry, compute: session.compute(threads: 1), monitor: SilentMonitor()))
    }
    let completer = Completer(session, commands: CommandList.all)
    func offered(_ word: String) -> [String] {
      completer.complete("train mixed " + word, from: 12).map(\.text)
    }
    #expect(offered("members=") == ["members=mine", "members=constant"])
    #expect(offered("members=m") == ["members=mine"])
    #expect(offered("members=mine,") == ["members=mine,constant"])
    #expect(offered("members=mine,con") == ["members=mine,constant"])
    #expect(completer.complete("train mixed members=m", from: 12).allSatisfy { !$0.isComplete })
  }

  @Test func offersTitlesInTheUsersQuotes() throws {
    let item = try #require(session.data).dataset.catalogue[0]
    let start = item.title.prefix(4)
    #expect(offered("predict \"\(start)", from: 9).contains(item.name))
    #expect(offered("rate '\(start.lowercased())", from: 6).contains(item.name))
    #expect(offered("rate \(start.lowercased())", from: 5).contains("\"\(item.name)\""))
    #expect(offered("rate \"\(item.name)\" ", from: item.name.utf8.count + 8).isEmpty)
  }

  @Test func offersTitlesWithinAHistory() throws {
    let item = try #require(session.data).dataset.catalogue[0]
    let start = item.title.prefix(4)
    let offered = offered("predict 5 --history \"7=4, \(start)", from: 21)
    #expect(offered.contains("7=4, \(item.name)="))
  }

  @Test func offersTitlesByWordsWithin() throws {
    let catalogue = try #require(session.data).dataset.catalogue
    let item = try #require(catalogue.items.first { $0.title.contains(" of ") })
    let last = try #require(item.title.split(separator: " ").last).lowercased()
    #expect(offered("predict \"\(last)", from: 9).contains(item.name))
    #expect(offered("predict \(last)", from: 8).contains("\"\(item.name)\""))
  }

  @Test func offersValuesAfterAnEqualsSign() {
    #expect(
      offered("evaluate --protocol=s", from: 9) == ["--protocol=split", "--protocol=sampler"])
    #expect(offered("evaluate --nonsense=s", from: 9).isEmpty)
  }

  @Test(arguments: [
    (["Amélie (2001)", "Amélie (2012)"], "ame", "Amélie (20"),
    (["Alien Rescue", "Alien Resurrection"], "res", "Alien Res"),
    (["Iron Man", "Iron Will and Man"], "man", "man"), (["\"A b\"", "\"A c\""], "a", "\"A "),
    (["load"], "l", "load"), ([], "x", "x"),
  ])
  func keepsWhatWasTyped(texts: [String], typed: String, common: String) {
    #expect(Completer.common(texts, typed: typed) == common)
  }

  @Test(arguments: [
    ("rate 5 ", 7, "[stars: a number on the rating scale]"),
    ("predict \"zzzzzz", 9, "[item: an id or a title; no title has such words]"),
    ("use ", 4, "[name: a trained model; show lists them; none is trained yet]"),
    ("data sample movies --count ", 27, "[n: how many rows, ratings or neighbours (default: 10)]"),
    ("train constant stars=", 15, "[stars: what to say; a number from 0.0 to 5.0; default 3.0]"),
    ("train constant x", 15, "[settings: stars strictness tone]"),
    ("lod", 0, "[no command starts so; help lists them]"),
    ("lod x", 4, "[there is no command \"lod\"; did you mean \"load\"?]"),
    ("quit ", 5, "[every argument is there; Enter runs the line]"),
    (
      "predict the ma", 12,
      "[every argument is there; a title with blanks goes in quotes; options: --user --history]"
    ),
    ("unrate a\"b c", 11, "[a closing quote]"),
  ])
  func hints(line: String, start: Int, hint: String) {
    #expect(completer.hint(line, from: start) == hint)
  }

  @Test(arguments: [
    ("rate 5 ", "[stars: a number on the rating scale]"), ("rate 5", nil), ("", nil), ("  ", nil),
    ("# a note ", nil), ("rate \"The ", nil), ("rate The\\ ", nil),
    ("rate \"The Wall\" ", "[stars: a number on the rating scale]"),
  ])
  func hintsInlineBetweenWordsOnly(line: String, hint: String?) {
    #expect(completer.inlineHint(line) == hint)
  }

  @Test func quotesWhatNeedsIt() {
    #expect(Completer.Candidate("a b").quoted(by: nil).text == "\"a b\"")
    #expect(Completer.Candidate("a \"b\"").quoted(by: nil).text == "\"a \\\"b\\\"\"")
    #expect(Completer.Candidate("a \"b\"").quoted(by: "\"").text == "a \\\"b\\\"")
    #expect(Completer.Candidate("a b").quoted(by: "'").text == "a b")
    #expect(Completer.Candidate("plain").quoted(by: nil).text == "plain")
  }

  @Test func offersFilesWithFoldersOpen() throws {
    let folder = NSTemporaryDirectory() + "debut-completion-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: "\(folder)/inner", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["a b.txt", "inner/c.txt"] {
      try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    let start = "source \(folder)/"
    #expect(offered(start, from: 7) == ["\"\(folder)/a b.txt\"", "\(folder)/inner/"])
    #expect(offered(start + "inner/", from: 7) == ["\(folder)/inner/c.txt"])
  }
}

@Suite struct CommandListTests {
  /// The names of values that completion knows, and those that it has nothing to offer for.
  private static let completed: Set<String> = [
    "item", "history", "model", "sampler", "name", "topic", "key=value", "path", "file",
    "folder", "person", "genre", "plugin", "id",
  ]
  private static let free: Set<String> = [
    "lo:hi", "seed", "n", "folds", "fraction", "new-name", "epochs", "stars", "name=models",
    "seconds", "years", "column", "roles", "mark", "rows", "bytes", "date", "weights",
    "condition", "sql", "table",
  ]

  @Test func namesAreUniqueAndExplained() {
    #expect(Set(CommandList.names).count == CommandList.names.count)
    for command in CommandList.all {
      #expect(!command.summary.isEmpty, "\(command.name)")
      #expect(command.usage.hasPrefix(command.name), "\(command.usage)")
    }
  }

  @Test func everyValueIsCompletedOrKnownToBeFree() {
    for command in CommandList.all {
      let shape = CommandShape(command)
      for value in shape.positionals + shape.options.compactMap(\.value) where value.choices.isEmpty
      {
        let isKnown =
          Self.completed.contains(value.valueName) || Self.free.contains(value.valueName)
        #expect(isKnown, "\(command.name) <\(value.valueName)>")
      }
    }
  }
}
