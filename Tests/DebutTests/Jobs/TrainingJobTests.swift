import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct TrainingJobTests {
  private let bench: TestBench

  init() throws { bench = TestBench(.tiny(users: 41), registry: try .testing()) }

  @Test func oneModelAFoldWithTheSameSeed() throws {
    let monitor = StoppingMonitor()
    let request = ModelRecipe(
      model: "planted", settings: [Setting(name: "dimension", value: "3")], name: "mine",
      epochs: 2, batch: 5, seed: 9)
    let model = try bench.train(request, under: .freshUsers(folds: [2, 7]), monitor: monitor)
    #expect(monitor.folds == [2, 7])
    #expect(model.name == "mine" && model.descriptor.name == "planted" && model.seed == 9)
    #expect(model.options.map(\.value) == ["3", "no"])
    #expect(model.plan?.epochs == 2 && model.plan?.batch == 5 && model.plan?.patience == nil)
    #expect(model.plan?.samplerName == "test-every")
    #expect(model.folds.map(\.fold) == [2, 7])
    #expect(model.folds.allSatisfy { $0.log.epochs.count == 2 && $0.seconds > 0 })
    #expect(model.folds[0].training.users.allSatisfy { Split.fold(of: $0) != 2 })
    #expect(model.warnings.isEmpty)
    #expect(model.itemIDs.numbers == (1...30).map { Int64(10 * $0) })
    #expect(model.index(ofItemID: 40) == 3 && model.index(ofItemID: 41) == nil)
    #expect(model.datasetName == "tiny" && model.datasetIsGenerated)
    #expect(model.supports.reduce(0, +) == model.folds[0].training.ratingCount)
    #expect(throws: EngineError.severalFolds(model: "mine", folds: [2, 7])) {
      try model.single()
    }
    let again = try bench.train(request, under: .freshUsers(folds: [7]))
    #expect(again.folds[0].log.epochs == model.folds[1].log.epochs)
  }

  @Test func optionsWithoutEffectEarnAWarning() throws {
    let model = try bench.train(
      ModelRecipe(
        model: "tie", epochs: -3, stopAfter: 7, batch: 0, sampler: "no such", patience: 0, seed: 1))
    #expect(
      model.warnings == [
        .noEffect(setting: "epochs", model: "tie"), .noEffect(setting: "stop-after", model: "tie"),
        .noEffect(setting: "batch", model: "tie"), .noEffect(setting: "sampler", model: "tie"),
        .noEffect(setting: "patience", model: "tie"),
      ])
    #expect(model.name == "tie" && model.plan == nil)
  }

  @Test func settingsAreChecked() throws {
    func expect(_ error: EngineError, _ change: (inout ModelRecipe) -> Void) {
      var request = ModelRecipe(model: "planted")
      change(&request)
      #expect(throws: error) { try bench.train(request) }
    }
    let million = "a whole number from 1 to 1000000"
    let thousands = "a whole number from 1 to 100000"
    expect(.badSetting(name: "epochs", value: 0, expected: thousands)) { $0.epochs = 0 }
    expect(.badSetting(name: "epochs", value: 100_001, expected: thousands)) {
      $0.epochs = 100_001
    }
    let planned = "a whole number from 1 to the planned number of epochs, which is 10"
    for value in [0, 11, -1] {
      expect(.badSetting(name: "stop-after", value: value, expected: planned)) {
        ($0.epochs, $0.stopAfter) = (10, value)
      }
    }
    expect(.badSetting(name: "batch", value: 0, expected: million)) { $0.batch = 0 }
    expect(.badSetting(name: "patience", value: 0, expected: thousands)) { $0.patience = 0 }
    expect(
      .unknownSampler(
        name: "random",
        known: ["test-every", "test-single", "random-20", "test-pair", "test-empty"])
    ) { $0.sampler = "random" }
    expect(
      .samplerDoesNotFit(
        model: "planted", sampler: "test-single", shape: "single ratings",
        accepted: ["one target after a sequence", "a target at every position"])
    ) { $0.sampler = "test-single" }
    expect(.unknownModel(name: "x", known: ["counting", "tie", "planted", "drift"])) {
      $0.model = "x"
    }
  }

  @Test func nothingToTrainOn() throws {
    let users = Dataset(
      name: "held out", scale: bench.data.scale, catalogue: bench.data.catalogue,
      histories: bench.data.histories.selecting([9, 19]), fingerprint: "x")
    let error = #expect(throws: DataError.self) {
      try TestBench(users, registry: bench.registry).train("tie")
    }
    #expect(error?.description == "the split \"fresh-users, fold 0\" leaves no rating for training")
  }

  @Test func interruptionLeavesLaterFoldsOut() throws {
    let model = try bench.train(
      "planted", under: .freshUsers(folds: [0, 1, 2]),
      monitor: StoppingMonitor(after: 2))
    #expect(model.folds.map(\.fold) == [0])
    #expect(model.folds[0].log.end == .interrupted)
    #expect(model.warnings == [.notTrained(folds: [1, 2])])
  }
}
