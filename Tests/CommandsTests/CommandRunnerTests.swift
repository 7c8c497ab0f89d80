import Baselines
import DebutEngine
import DebutTesting
import MatrixFactorisation
import Samplers
import Testing

@testable import Commands

/// Whole sessions by lines alone: no terminal, no console, no process.
@Suite struct CommandRunnerTests {
  private let session: Session
  private let folder: TestFolder

  init() throws {
    session = try Self.newSession()
    folder = try TestFolder()
  }

  private static func newSession(_ host: SessionHost = SessionHost()) throws -> Session {
    var registry = Registry()
    try registry.add(UserItemBias.self)
    try registry.add(MatrixFactorisation.self)
    try registry.add(EveryRatingSampler.self)
    return Session(registry: registry, host: host)
  }

  /// The answer of a line that succeeds.
  @discardableResult
  private func answer(
    _ line: String, in session: Session? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Answer {
    switch CommandRunner.run(line, in: session ?? self.session) {
    case .success(let answer): return answer
    case .failure(let failure):
      Issue.record("\(line): \(failure.text)", sourceLocation: sourceLocation)
      throw failure
    }
  }

  /// The text of a line that fails.
  private func failure(
    _ line: String, in session: Session? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CommandFailure {
    switch CommandRunner.run(line, in: session ?? self.session) {
    case .failure(let failure): return failure
    case .success(let answer):
      Issue.record("\(line) succeeded", sourceLocation: sourceLocation)
      throw Unexpected(answer: answer)
    }
  }

  private struct Unexpected: Error { let answer: Answer }

  private func text(_ answer: Answer) -> String { CSVRenderer().text(of: answer) }

  @Test func aWholeSessionNeedsNoTerminal() throws {
    #expect(try answer("load demo").fields.contains(.init(key: "ratings", value: .count(60_000))))
    #expect(try answer("split fresh-users --fold 1").command == "split")
    let trained = try answer("train bias")
    #expect(trained.fields.contains(.init(key: "name", value: .text("bias"))))
    #expect(try answer("evaluate").rows?.rows.isEmpty == false)
    let rated = try answer("rate 5 5")
    #expect(rated.fields.contains(.init(key: "ratings", value: .count(1))))
    #expect(rated.rows?.rows.count == 5)
    let list = try answer("recommend --top 3")
    #expect(list.rows?.rows.count == 3)
    try answer("save \(folder.path)/bias.safetensors")
    try answer("open \(folder.path)/bias.safetensors --as again")
    #expect(text(try answer("recommend --top 3")) == text(list))
    #expect(session.models.map(\.name) == ["bias", "again"])
  }

  @Test func errorsAreValuesAndChangeNothing() throws {
    let unknown = try failure("trian bias")
    #expect(unknown.command == "trian")
    #expect(unknown.text == "there is no command \"trian\"; did you mean \"train\"?")
    #expect(try failure("rate \"5 5").text.hasPrefix("the quote \" at column 6 is not closed"))
    let early = try failure("recommend")
    #expect(early.text.hasPrefix("no model is trained yet"))
    #expect(early.error as? ShellError == .noModel)
    #expect(!early.isInterruption)
    try answer("load demo")
    #expect(try failure("load nowhere").text.hasPrefix("nowhere: "))
    #expect(session.data?.label == "demo (generated)")
  }

  @Test func linesWithoutWordsAreSilent() throws {
    for line in ["", "   ", "# a comment"] {
      let answer = try answer(line)
      #expect(answer.isSilent && answer.command.isEmpty && answer.request == nil)
    }
    #expect(try answer("mode json").isSilent)
    #expect(session.mode == .json)
  }

  @Test func theCallerCarriesRequestsOut() throws {
    #expect(try answer("quit").request == .quit)
    #expect(try answer("exit").request == .quit)
    #expect(try answer("source lines.debut").request == .runFile(path: "lines.debut"))
  }

  @Test func helpIsAnAnswer() throws {
    #expect(try answer("rate --help").fields.first == .init(key: "topic", value: .text("rate")))
    #expect(try answer("help").rows?.rows.count == CommandList.all.count)
  }

  @Test func aCancelledLineIsInterrupted() throws {
    let session = try Self.newSession(SessionHost(cancellation: Cancellation { true }))
    try answer("load demo", in: session)
    let stopped = try failure("similar 5", in: session)
    #expect(stopped.isInterruption)
    #expect(stopped.text == "interrupted; nothing was changed")
  }
}

// MARK: After open alone

extension CommandRunnerTests {
  /// A session that holds a model out of a file, and no data.
  private func opened(_ model: String) throws -> Session {
    try answer("load demo")
    try answer("split none")
    try answer("train \(model)")
    try answer("save \(folder.path)/model.safetensors")
    let fresh = try Self.newSession()
    try answer("open \(folder.path)/model.safetensors", in: fresh)
    return fresh
  }

  /// Every command that is about the person at the keyboard answers without data: items and titles are
  /// those of the file.
  @Test func everyCommandForMeAnswersAfterOpenAlone() throws {
    let fresh = try opened("bias")
    let title = try #require(session.data).dataset.catalogue[0].name
    for line in [
      "predict 7", "recommend --top 3", "rate 5 5", "rate \"\(title)\" 2", "rate 6 1 --top 3",
      "why 7", "compare bias bias --top 4", "me", "me --list", "me anna", "rate 8 4", "me me",
      "unrate 6", "me --export \(folder.path)/me.csv", "me --forget anna",
      "me --import \(folder.path)/me.csv", "show",
    ] {
      let answer = try answer(line, in: fresh)
      #expect(!answer.messages.contains { $0.text.contains("no data") }, "\(line)")
      #expect(!text(answer).contains("item 5"), "\(line)")
    }
    let rated = try answer("rate 9 4", in: fresh)
    #expect(rated.rows?.rows.count == 5)
    #expect(rated.rows?.rows.allSatisfy { !$0[2].shown.hasPrefix("item ") } == true)
  }

  @Test func answersAfterOpenAreThoseBefore() throws {
    let fresh = try opened("bias")
    for line in ["rate 5 5", "rate 6 1", "why 7", "compare bias bias --top 4", "recommend --top 3"]
    {
      #expect(text(try answer(line, in: fresh)) == text(try answer(line)), "\(line)")
    }
  }

  @Test func twoOpenedModelsAreCompared() throws {
    let fresh = try opened("bias")
    try answer("open \(folder.path)/model.safetensors --as other", in: fresh)
    let both = try answer("compare bias other --top 4", in: fresh)
    #expect(both.rows?.rows.count == 4)
    #expect(both.fields.contains(.init(key: "overlap", value: .count(4))))
  }

  @Test func similarItemsComeFromTheModelsVectors() throws {
    let fresh = try opened("mf --epochs 1")
    let near = try answer("similar 5 --top 4", in: fresh)
    #expect(near.rows?.columns.map(\.key) == ["rank", "item", "title", "similarity", "ratings"])
    #expect(near.rows?.rows.count == 4)
    let values = near.rows?.rows.map { Double($0[3].plain) ?? 9 } ?? []
    #expect(values == values.sorted(by: >) && values.allSatisfy { abs($0) <= 1 })
  }

  @Test func similarSaysThatItNeedsRatings() throws {
    let fresh = try opened("bias")
    #expect(
      try failure("similar 5", in: fresh).text
        == "similar needs ratings, or a model with item vectors, and no data is loaded "
        + "(bias has no item vectors); load PATH reads ratings")
  }

  @Test func ratingsAreNeededForAUserOfTheData() throws {
    let fresh = try opened("bias")
    for line in ["recommend --user 3", "why 7 --user 3", "evaluate", "train bias", "split none"] {
      #expect(try failure(line, in: fresh).error as? ShellError == .noData, "\(line)")
    }
  }
}
