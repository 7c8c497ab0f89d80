import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct SamplerProtocolTests {
  private let data = Dataset.tiny(users: 60)
  private let split = Split.freshUsers(folds: [0])

  private func evaluate(
    _ models: [TrainedModel], draws: Int = 3, seed: UInt64 = 1, _ split: Split? = nil
  ) throws -> Evaluation {
    try EvaluatorTests.evaluate(
      models, on: data, split ?? self.split, .sampler(draws: draws, seed: seed))
  }

  @Test func drawsOfTheStandInSampler() throws {
    let model = try EvaluatorTests.train("counting", on: data, split)
    let result = try evaluate([model])
    let held = zip(data.histories.users, data.histories).filter { Split.fold(of: $0.0) == 0 }
    let long = held.filter { $0.1.count >= 10 }.count
    #expect(result.protocolName == "sampler" && result.fold == "0")
    #expect(result.rows.map(\.ratings) == [3 * long, 0, 0, 3 * long, 0, 0])
    #expect(
      result.predictions[0].predictions.allSatisfy {
        $0.target.position == 9 && $0.value == 1.45
      })
    var notes = ["random-20, 3 draws a user"]
    if long < held.count {
      notes.append("fold 0: random-20 leaves out \(held.count - long) of 6 held-out users")
    }
    #expect(result.notes == notes)
  }

  @Test func theSamplerOfTheModelIsUsed() throws {
    let paired = try EvaluatorTests.train("planted", on: data, split, sampler: "test-pair")
    let every = try EvaluatorTests.train("planted", on: data, split)
    let result = try evaluate([every, paired], draws: 1)
    #expect(result.notes.first == "test-pair, 1 draw a user")
    #expect(result.rows.map(\.ratings) == [6, 0, 6, 0, 0, 0, 6, 0, 6, 0, 0, 0])
    #expect(try evaluate([every], draws: 1).notes.first == "random-20, 1 draw a user")
  }

  @Test func theSamplersOptionsTravelWithTheModel() throws {
    let settings = ["length": "4", "dimension": "3"].map { Setting(name: $0.key, value: $0.value) }
    let model = try EvaluatorTests.train(
      "planted", on: data, split, settings: settings, sampler: "random-20")
    #expect(model.options.first == Setting(name: "dimension", value: "3"))
    #expect(
      model.plan?.samplerOptions
        == [Setting(name: "length", value: "4"), Setting(name: "dimension", value: "1")])
    let result = try evaluate([model], draws: 1)
    #expect(result.rows.map(\.ratings) == [6, 0, 6, 0, 0, 0])
    #expect(result.predictions[0].predictions.allSatisfy { $0.target.position == 3 })
    #expect(result.notes.first == "random-20 (length=4), 1 draw a user")
  }

  @Test func settingsOfNeitherAreTheModelsError() throws {
    func train(_ name: String, _ value: String, sampler: String?) throws {
      _ = try EvaluatorTests.train(
        "planted", on: data, split, settings: [Setting(name: name, value: value)],
        sampler: sampler)
    }
    let known = ["dimension", "peeks"]
    #expect(throws: EngineError.unknownOption(owner: "planted", name: "size", known: known)) {
      try train("size", "4", sampler: "random-20")
    }
    #expect(throws: EngineError.unknownOption(owner: "planted", name: "length", known: known)) {
      try train("length", "4", sampler: nil)
    }
    #expect(
      throws: EngineError.badOption(
        owner: "random-20", name: "length", value: "1", expected: "a whole number from 2 to 100")
    ) { try train("length", "1", sampler: "random-20") }
  }

  @Test func drawsAreSeededAndDoNotDependOnOtherFolds() throws {
    let both = Split.freshUsers(folds: [0, 1])
    let model = try EvaluatorTests.train("planted", on: data, both)
    func items(_ seed: UInt64, _ split: Split) throws -> [[Vocabulary.Key]] {
      try evaluate([model], seed: seed, split).predictions[0].predictions.map {
        [$0.target.userID, $0.target.itemID]
      }
    }
    #expect(try items(1, both) == items(1, both))
    #expect(try items(1, both) != items(2, both))
    let separate = try [0, 1].flatMap { try items(1, .freshUsers(folds: [$0])) }
    #expect(try items(1, both) == separate)
  }

  @Test(arguments: [0, 10_001]) func drawsAreChecked(draws: Int) throws {
    let model = try EvaluatorTests.train("tie", on: data, split)
    #expect(
      throws: EngineError.badSetting(
        name: "draws", value: draws, expected: "a whole number from 1 to 10000")
    ) { try evaluate([model], draws: draws) }
  }

  @Test func aRegistryWithoutTheSamplerSaysSo() throws {
    let model = try EvaluatorTests.train("tie", on: data, split)
    #expect(throws: EngineError.unknownSampler(name: "random-20", known: [])) {
      try Evaluator.evaluate(
        [model], on: data, split: split, protocol: .sampler(draws: 1, seed: 0),
        registry: Registry(), compute: try .testing())
    }
  }
}
