import DebutEngine
import DebutTesting
import Testing

@testable import MatrixFactorisation

@Suite struct MatrixFactorisationTests {
  /// An item's quality plus the user's mood, which turns round after every `period` ratings.
  private func moody(period: Int) -> Dataset {
    var generator = SeededGenerator(seed: 4)
    return .histories(
      (0..<100).map { user in
        (0..<40).shuffled(using: &generator).prefix(36).enumerated().map { position, item in
          let mood: Float = (position / period + user) % 2 == 0 ? 1 : -1
          return (item: item, stars: 3 + mood + Float(item % 3) / 2 - 0.5)
        }
      }, items: 40)
  }

  private func decay(
    for data: Dataset, _ settings: KeyValuePairs<String, String> = ["factors": "2"]
  ) throws -> (decay: Float?, notes: [String]) {
    let fold = try Case("mf", settings).trained(on: data)
    let representation = (fold.model as? MatrixFactorisation)?.represent(
      UserQuery(history: .empty))
    return (representation?.decay, fold.log.notes)
  }

  @Test func constantUsersChooseToForgetNothing() throws {
    let (decay, notes) = try decay(for: .additive())
    #expect(decay == 1)
    #expect(notes.count == 1 && notes[0].hasPrefix("decay 1.0, the best for training users"))
  }

  @Test func driftingUsersChooseToForget() throws {
    #expect(try decay(for: moody(period: 9)).decay == 0.9)
  }

  @Test func aNumberIsTaken() throws {
    let (decay, notes) = try decay(for: moody(period: 9), ["factors": "2", "decay": "0.98"])
    #expect(decay == 0.98 && notes.isEmpty)
    for wrong in ["1.5", "-0.1", "often", "nan"] {
      let error = #expect(throws: EngineError.self) {
        try Registry.builtIns().model("mf").make([Setting(name: "decay", value: wrong)])
      }
      #expect(
        error?.description
          == "mf: decay=\(wrong) is not allowed: expected auto or a number from 0.0 to 1.0")
    }
    var options = MatrixFactorisation.Options()
    #expect(options.settings.first { $0.name == "decay" }?.value == "auto")
    options = try .init(
      settings: [Setting(name: "decay", value: "0.9"), Setting(name: "decay", value: "AUTO")],
      of: "mf")
    #expect(options.decay == nil)
  }

  @Test func tooFewUsersForAChoice() throws {
    let (decay, notes) = try decay(for: .histories([[], [(0, 4), (1, 2)]]))
    #expect(decay == 0.97)
    #expect(notes == ["decay 0.97: too few training users for a choice"])
  }

  @Test func knownUsersTakeTheSamePath() throws {
    let fold = try Case("mf").trained()
    let history = fold.training[3]
    let known = fold.model.answering(UserQuery(history: history, trainedUser: 3))
    let fresh = fold.model.answering(UserQuery(history: history))
    #expect(known.path == .foldIn(history.count) && fresh.path == known.path)
    for item in 0..<fold.itemCount { #expect(known.score(item: item) == fresh.score(item: item)) }
    #expect(fold.model.answering(UserQuery(history: .empty)).path == .itemMean)
  }

  /// Users like items of their own parity: their best items are all of it.
  @Test func listsDifferBetweenUsers() throws {
    let fold = try Case("mf").trained(on: .tiny(users: 120, ratings: 18...26))
    for user in 0..<4 {
      let answer = fold.model.answering(UserQuery(history: fold.training[user]))
      let best = (0..<30).sorted { answer.score(item: $0) > answer.score(item: $1) }.prefix(8)
      #expect(best.allSatisfy { ($0 + user) % 2 == 0 })
    }
  }

  @Test func stopsWhenAsked() throws {
    let model = MatrixFactorisation(options: .init())
    let run = TrainingContext(seed: 1, compute: try .testing(), monitor: StoppingMonitor(after: 0))
    try model.fit(Dataset.tiny().trainingSet, run)
    #expect(run.log.end == .interrupted)
    #expect(run.log.notes == ["decay 0.97: interrupted before a choice"])
    #expect(model.answering(UserQuery(history: .empty)).score(item: 0).isFinite)
  }
}
