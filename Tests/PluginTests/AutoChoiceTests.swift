import DebutEngine
import DebutTesting
import Testing

@testable import ItemKNN

@Suite struct AutoChoiceTests {
  private func notes(_ settings: KeyValuePairs<String, String>, on data: Dataset) throws -> [String]
  {
    let model = ItemKNNModel(
      options: try .init(
        settings: settings.map { Setting(name: $0.key, value: $0.value) }, of: "item-knn"))
    let run = TrainingContext(seed: 1, compute: try .testing())
    try model.fit(data.trainingSet, run)
    return run.log.notes
  }

  /// Users of 40 ratings; `mood` says what a user adds to the rating at a position.
  private func users(_ count: Int, mood: (Int, Int) -> Float) -> Dataset {
    var generator = SeededGenerator(seed: 3)
    return .histories(
      (0..<count).map { user in
        (0..<60).shuffled(using: &generator).prefix(40).enumerated().map { position, item in
          let noise = generator.uniform() - 0.5
          return (item: item, stars: 3 + Float(item % 3) / 2 - 0.5 + mood(user, position) + noise)
        }
      }, items: 60)
  }

  private func decay(_ data: Dataset) throws -> Double {
    AutoChoice.decay(
      data.trainingSet, BiasFit(data.trainingSet), shrinkage: 3,
      run: TrainingContext(seed: 1, compute: try .testing()))
  }

  @Test func steadyUsersAreNotForgotten() throws {
    #expect(try decay(users(40) { user, _ in Float(user % 5) / 4 - 0.5 }) == 1)
  }

  @Test func driftingUsersAreForgotten() throws {
    let drifting = users(40) { user, position in
      (user % 2 == 0 ? 1 : -1) * (position / 10 % 2 == 0 ? 1 : -1)
    }
    #expect(try decay(drifting) < 0.9)
  }

  /// Half of the items are liked and half disliked, with much chance in it; in the second case users
  /// change sides after three quarters of their ratings.
  @Test(arguments: [false, true]) func recencyFollowsTheTaste(changes: Bool) throws {
    var generator = SeededGenerator(seed: 4)
    let data = Dataset.histories(
      (0..<200).map { user in
        (0..<60).shuffled(using: &generator).prefix(40).enumerated().map { position, item in
          let side = user + item + (changes && position >= 30 ? 1 : 0)
          let noise = 2 * generator.uniform() - 1
          return (item: item, stars: (side % 2 == 0 ? 4 : 2) + noise)
        }
      }, items: 60)
    let note = try #require(try notes(["decay": "1"], on: data).first)
    let isLong = note.hasPrefix("recency 1 ") || note.hasPrefix("recency 0.99 ")
    #expect(isLong == !changes)
    #expect(note.hasSuffix("(best on 20 users set aside)"))
  }

  @Test func notesSayWhatWasChosen() throws {
    let data = Dataset.tiny(users: 99)
    let both = try notes([:], on: data)
    #expect(both.count == 1 && both[0].contains("(best on all training users)"))
    #expect(both[0].hasSuffix("recency 1 (fewer than 100 users tell nothing)"))
    #expect(try notes(["decay": "0.9", "recency": "0.99"], on: data).isEmpty)
  }

  @Test func autoAndNumbersAreRead() throws {
    func options(_ value: String) throws -> ItemKNNModel.Options {
      try .init(settings: [Setting(name: "decay", value: value)], of: "item-knn")
    }
    #expect(try options("auto").decay == nil && options("AUTO").decay == nil)
    #expect(try options("0.5").decay == 0.5)
    #expect(try options("0.5").settings.contains(Setting(name: "decay", value: "0.5")))
    #expect(try options("auto").settings.contains(Setting(name: "decay", value: "auto")))
    for wrong in ["1.5", "-1", "nan", "automatic", ""] {
      let error = #expect(throws: EngineError.self) { try options(wrong) }
      #expect(
        error?.description
          == "item-knn: decay=\(wrong) is not allowed: expected auto or a number from 0.0 to 1.0")
    }
  }
}
