import DebutTesting
import Synchronization
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct CrossValidationTests {
  private let data = Dataset.tiny(users: 60)
  private let split = Split.freshUsers(folds: [0, 3, 7])
  private let planted = ModelRecipe(
    model: "planted", settings: [Setting(name: "dimension", value: "3")], epochs: 2, batch: 5,
    seed: 4)

  private func run(
    _ requests: [ModelRecipe], _ split: Split? = nil, seeds: Int = 1, threads: Int = 1,
    memory: Int? = nil, monitor: any CrossValidationMonitor = SilentCrossValidationMonitor()
  ) throws -> Evaluation {
    try run(
      requests.map { CrossValidation.Contender($0) }, split, seeds: seeds, threads: threads,
      memory: memory, monitor: monitor)
  }

  private func run(
    _ contenders: [CrossValidation.Contender], _ split: Split? = nil, seeds: Int = 1,
    threads: Int = 1, memory: Int? = nil,
    monitor: any CrossValidationMonitor = SilentCrossValidationMonitor()
  ) throws -> Evaluation {
    try CrossValidation(contenders, split: split ?? self.split, seeds: seeds).run(
      on: data, registry: .testing(), compute: .testing(threads: threads), memory: memory,
      monitor: monitor)
  }

  private func trainAndEvaluate(_ request: ModelRecipe, _ split: Split) throws -> Evaluation {
    let model = try train(request, split)
    return try EvaluatorTests.evaluate([model], on: data, split)
  }

  private func train(_ request: ModelRecipe, _ split: Split) throws -> TrainedModel {
    try TestBench(data, registry: .testing()).train(request, under: split)
  }

  @Test func isTrainAndEvaluateUnderTheSplit() throws {
    for split in [split, .freshUsers(folds: [2]), .leaveLastOut, .byTime(fraction: 0.7)] {
      let expected = try trainAndEvaluate(planted, split)
      let result = try run([planted], split)
      #expect(result.protocolName == expected.protocolName && result.fold == expected.fold)
      #expect(result.fraction == expected.fraction && result.notes == expected.notes)
      #expect(result.targets == expected.targets && result.parts == expected.parts)
      #expect(result.models[0].runs[0].values == expected.models[0].runs[0].values)
      #expect(result.rows.map(\.rmse) == expected.rows.map(\.rmse))
      #expect(result.models[0].runs[0].seconds.count == result.parts.count)
    }
  }

  @Test func sameBitsHoweverManyRunAtOnce() throws {
    let requests = [planted, ModelRecipe(model: "counting"), ModelRecipe(model: "drift")]
    let alone = try run(requests, seeds: 2)
    for (threads, memory) in [(2, nil), (3, nil), (5, nil), (3, 0)] as [(Int, Int?)] {
      let result = try run(requests, seeds: 2, threads: threads, memory: memory)
      #expect(
        result.models.map { $0.runs.map(\.values) } == alone.models.map { $0.runs.map(\.values) })
      #expect(result.rows.map(\.rmse) == alone.rows.map(\.rmse))
    }
  }

  @Test func seedsAreAveragedAndSpread() throws {
    let result = try run([planted], seeds: 3)
    let rmse = try (4..<7).map { seed in
      var request = planted
      request.seed = UInt64(seed)
      return try #require(try trainAndEvaluate(request, split).rows[0].rmse)
    }
    #expect(result.models[0].runs.map(\.seed) == [4, 5, 6])
    let all = result.rows[0]
    let spread = try #require(all.spread)
    let mean = rmse.reduce(0, +) / 3
    #expect(try abs(#require(all.rmse) - mean) < 1e-12)
    #expect(spread.lowest == rmse.min() && spread.highest == rmse.max() && spread.seeds == 3)
    let variance = rmse.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 2
    #expect(abs(spread.deviation - variance.squareRoot()) < 1e-12 && spread.deviation > 0)
    #expect(result.rows.dropFirst().allSatisfy { $0.spread == nil })
    #expect(
      result.predictions.map(\.model) == ["planted, seed 4", "planted, seed 5", "planted, seed 6"])
  }

  /// A trained model lends its recipe, and those of its folds that training would give.
  @Test func trainedModelsLendRecipeAndFolds() throws {
    var request = planted
    request.name = "mine"
    request.sampler = "random-20"
    request.settings = (planted.settings ?? []) + [Setting(name: "length", value: "5")]
    let model = try train(request, .freshUsers(folds: [3]))
    let contender = try CrossValidation.Contender(model, registry: .testing())
    #expect(contender.name == "mine" && contender.request.epochs == 2)
    #expect(contender.request.stopAfter == nil)
    request.stopAfter = 1
    let half = try train(request, .freshUsers(folds: [3]))
    #expect(try CrossValidation.Contender(half, registry: .testing()).request.stopAfter == 1)
    request.stopAfter = nil
    #expect(contender.request.sampler == "random-20" && contender.request.seed == 4)
    let expected = try trainAndEvaluate(request, split)
    let result = try run([contender])
    #expect(result.models[0].runs[0].values == expected.models[0].runs[0].values)
    // Another model in the place of the fold gives itself away.
    let foreign = try train(ModelRecipe(model: "counting"), .freshUsers(folds: [3])).folds[0]
    let tampered = TrainedModel(
      name: "mine", descriptor: model.descriptor, options: model.options, plan: model.plan,
      seed: model.seed, split: model.split, dataset: model.dataset, items: model.items,
      folds: [foreign])
    let other = try run([try CrossValidation.Contender(tampered, registry: .testing())], seeds: 2)
    for part in result.parts {
      let same =
        other.models[0].runs[0].values[part.range] == result.models[0].runs[0].values[part.range]
      #expect(same == (part.fold != 3))
    }
    let counting = try trainAndEvaluate(ModelRecipe(model: "counting"), split)
    let range = result.parts[1].range
    #expect(
      other.models[0].runs[0].values[range] == counting.models[0].runs[0].values[range])
    #expect(
      other.models[0].runs[1].values[range] != counting.models[0].runs[0].values[range])
  }

  @Test func foldsThatWereBrokenOffAreTrainedAgain() throws {
    let monitor = StoppingMonitor(after: 2)
    let model = try TrainingJob.train(
      planted, on: data, split: .freshUsers(folds: [3]), registry: try .testing(),
      compute: try .testing(), monitor: monitor)
    #expect(model.folds[0].log.end == .interrupted)
    let result = try run([try CrossValidation.Contender(model, registry: .testing())])
    #expect(
      result.models[0].runs[0].values
        == (try trainAndEvaluate(planted, split)).models[0].runs[0].values)
  }

  @Test func notesAreOfAllFolds() throws {
    let silent = ModelRecipe(
      model: "counting", settings: [Setting(name: "silent", value: "5")])
    let expected = try trainAndEvaluate(silent, split).notes
    #expect(expected.count == 1 && expected[0].contains("ones it could not predict"))
    #expect(try run([silent]).notes == expected)
  }

  @Test func mistakesAreToldBeforeAnythingIsTrained() {
    let monitor = RecordingMonitor()
    func expect(_ says: String, _ request: ModelRecipe, _ split: Split? = nil) {
      #expect {
        try run([planted, request], split, monitor: monitor)
      } throws: { "\($0)".contains(says) }
    }
    expect("no model is called \"plantd\"; did you mean", ModelRecipe(model: "plantd"))
    expect("epochs 0 is not allowed", ModelRecipe(model: "planted", epochs: 0))
    expect("no sampler is called", ModelRecipe(model: "planted", sampler: "none"))
    expect(
      "has no option", ModelRecipe(model: "tie", settings: [Setting(name: "x", value: "1")]))
    expect("holds nothing out", planted, Split.none)
    expect("fold", planted, .freshUsers(folds: [12]))
    #expect(monitor.finished.isEmpty)
  }

  @Test(arguments: [1, 3]) func aTrainingThatFailsStopsTheOthers(threads: Int) throws {
    let diverging = ModelRecipe(
      model: "drift", settings: [Setting(name: "rate", value: "1e30")])
    let monitor = RecordingMonitor()
    #expect {
      try run([diverging, planted], seeds: 10, threads: threads, monitor: monitor)
    } throws: { "\($0)".contains("drift diverged") }
    #expect(monitor.finished.count <= 2 * threads)
  }

  @Test func progressIsToldInTheOrderOfTheWork() throws {
    let monitor = RecordingMonitor()
    _ = try run([planted, ModelRecipe(model: "tie")], seeds: 2, threads: 3, monitor: monitor)
    let expected = [("planted", UInt64(4)), ("tie", 0)].flatMap { model, seed in
      [seed, seed + 1].flatMap { seed in [0, 3, 7].map { "\(model) \($0) \(seed)" } }
    }
    #expect(monitor.finished == expected)
    #expect(
      monitor.count == 12 && monitor.done == 12 && monitor.shares.allSatisfy { (0...1) ~= $0 })
    #expect(monitor.shares.contains { $0 > 0 && $0 < 1 })
  }

  @Test func theTableAsAFile() throws {
    let folder = try TestFolder()
    let result = try run([planted, ModelRecipe(model: "tie", name: "a, b")], seeds: 2)
    try result.writeTable(to: "\(folder.path)/t.csv")
    let lines = try folder.read("t.csv").split(separator: "\n").map(String.init)
    #expect(
      lines[0] == "model,seed,fold,history,ratings,rmse,mae,rmsePerUser,seconds,fallbackShare")
    // A line a bucket: the mean of seeds, and of each seed pooled and three folds; two models.
    #expect(lines.count == 1 + 2 * 6 * (1 + 2 * 4))
    let all = result.rows[0]
    #expect(
      try lines[1].hasPrefix("planted,mean,pooled,all,\(all.ratings),\(#require(all.rmse)),"))
    #expect(lines.contains { $0.hasPrefix("\"a, b\",1,7,5-9,") })
    let one = try run([planted], .freshUsers(folds: [3])).rows[0]
    #expect(
      try lines.contains {
        $0.hasPrefix("planted,4,3,all,\(one.ratings),\(try #require(one.rmse)),")
      })
  }
}

/// Remembers what it is told; stops once so many pieces are done.
final class RecordingMonitor: CrossValidationMonitor {
  private struct State {
    var finished: [String] = []
    var shares: [Double] = []
    var count = 0, done = 0, found = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int = .max) { self.limit = limit }

  var shouldStop: Bool { state.withLock { $0.done >= limit } }
  var finished: [String] { state.withLock { $0.finished } }
  var shares: [Double] { state.withLock { $0.shares } }
  var count: Int { state.withLock { $0.count } }
  var done: Int { state.withLock { $0.done } }
  var found: Int { state.withLock { $0.found } }

  func moved(_ progress: CrossValidationProgress) {
    state.withLock { state in
      state.finished += progress.finished.map {
        let job = $0.job
        return "\(job.model) \(job.fold.map { "\($0)" } ?? "-") \(job.seed.map { "\($0)" } ?? "-")"
      }
      state.shares += progress.running.map(\.share)
      state.count = progress.count
      state.done = progress.done
      state.found = progress.found
    }
  }
}
