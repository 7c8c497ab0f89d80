import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// Faults in the code of a plugin's samplers and models that are errors, and end nothing.
@Suite struct FaultyPluginTests {
  /// User 0 rated three items, user 1 one.
  private static let data = Dataset.histories([[(0, 1), (1, 2), (2, 3)], [(1, 4)]])

  @Test(arguments: [
    (2, [0], 0, ExampleShape.everyPosition, "example 1 is of user 2, and there are 2 users"),
    (-1, [0], 0, .everyPosition, "example 1 is of user -1, and there are 2 users"),
    (.max, [0], 0, .everyPosition, "example 1 is of user 2147483647, and there are 2 users"),
    (1, [], 0, .everyPosition, "example 1 reads no rating"),
    (1, [1], 0, .everyPosition, "example 1 reads position 1 of a history of 1 rating"),
    (0, [0, 3], 0, .everyPosition, "example 1 reads position 3 of a history of 3 ratings"),
    (0, [-1], 0, .everyPosition, "example 1 reads position -1 of a history of 3 ratings"),
    (0, [0, 1], 2, .everyPosition, "example 1 reads 2 ratings, and its first target is at 2"),
    (0, [0, 1], -1, .everyPosition, "example 1 reads 2 ratings, and its first target is at -1"),
    (
      0, [0, 1], 0, .lastPosition,
      "example 1 has 2 targets, and the sampler promises one target after a sequence"
    ),
    (
      0, [0, 1], 0, .singleRating,
      "example 1 reads 2 ratings, and the sampler promises single ratings"
    ),
  ])
  func examplesAreChecked(
    user: Int, positions: [Int], firstTarget: Int, shape: ExampleShape, says: String
  ) throws {
    var examples = Examples()
    examples.append(user: 1, positions: [0], firstTarget: 0)
    #expect(examples.fault(in: Self.data.histories, shape: shape) == nil)
    examples.append(user: user, positions: positions, firstTarget: firstTarget)
    #expect(examples.fault(in: Self.data.histories, shape: shape) == says)
  }

  @Test func aSamplerThatReadsWhatIsNotThereIsAnError() throws {
    let context = TrainingContext(
      seed: 1, compute: try .testing(), epochs: 1, batch: 4,
      sampler: BeyondSampler(options: NoOptions()))
    let error = #expect(throws: EngineError.self) {
      try PlantedModel(options: .init()).fit(Self.data.trainingSet, context)
    }
    #expect(
      error?.description == "random-20 made examples that nothing can be learnt from: "
        + "example 0 reads position 9 of a history of 3 ratings")
  }

  @Test func anEvaluationByTheSamplerIsCheckedToo() throws {
    var registry = Registry()
    try registry.add(CountingModel.self)
    try registry.add(BeyondSampler.self)
    let split = Split.freshUsers(folds: [1])
    let model = try TrainingJob.train(
      ModelRecipe(model: "counting"), on: Self.data, split: split, registry: registry,
      compute: .testing(), monitor: SilentMonitor())
    #expect(
      throws: EngineError.badExamples(
        sampler: "random-20", reason: "example 0 reads position 9 of a history of 3 ratings")
    ) {
      try Evaluator.evaluate(
        [model], on: Self.data, split: split, protocol: .sampler(draws: 1, seed: 0),
        registry: registry, compute: .testing())
    }
  }

  private func train(_ model: some GradientRecommender, sampler: Bool = true) throws {
    try model.fit(
      Self.data.trainingSet,
      TrainingContext(
        seed: 1, compute: .testing(), epochs: 1, batch: 4,
        sampler: sampler ? EverySampler(options: NoOptions()) : nil))
  }

  @Test func aLossIsOneNumber() throws {
    let error = #expect(throws: EngineError.self) { try train(WideModel(options: NoOptions())) }
    #expect(
      error?.description
        == "wide cannot be trained: its loss is 4 x 1, and a loss is one number, 1 x 1")
  }

  @Test func aModelTrainedByStepsHasTrainingDefaults() throws {
    let error = #expect(throws: EngineError.self) {
      try train(WideModel(options: NoOptions()), sampler: false)
    }
    #expect(
      error?.description
        == "wide cannot be trained: it learns by gradient steps, and its descriptor "
        + "has no training defaults (training:)")
  }

  /// Defaults that no batch can have are the user's error to see, not a trap.
  @Test(arguments: [(-3, 0), (0, -1), (2_000_000, 5)])
  func defaultsOutOfRangeAreAnError(smallest: Int, batch: Int) throws {
    let defaults = TrainingDefaults(
      epochs: 1, batch: batch, sampler: "test-every", smallestBatch: smallest)
    let error = #expect(throws: EngineError.self) {
      try TrainingPlan(
        ModelRecipe(model: "planted"), defaults, settings: [], registry: .testing())
    }
    let least = smallest > 1 ? 1_000_000 : 1
    #expect(
      error?.description
        == "batch \(batch) is not allowed: expected a whole number from \(least) to 1000000")
  }

  @Test func anArrayThatDoesNotFillItsShapeIsNotSaved() throws {
    var registry = try Registry.testing()
    try registry.add(MisfitModel.self)
    let bench = TestBench(.tiny(), registry: registry)
    let model = try bench.train("misfit")
    let error = #expect(throws: EngineError.self) { try bench.reopened(model) }
    #expect(
      error?.description
        == "misfit cannot be saved: an array does not fill its shape: weights has 5 "
        + "values, which are not [2, 3]")
  }
}

/// Promises one target after a sequence, and reads the tenth rating of everybody.
private struct BeyondSampler: Sampler {
  static let descriptor = SamplerDescriptor(
    name: "random-20", summary: "beyond", discussion: "beyond", reference: "none",
    shape: .lastPosition)
  init(options: NoOptions) {}
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    var examples = Examples()
    for user in data.histories.indices {
      examples.append(user: user, positions: [9], firstTarget: 0)
    }
    return examples
  }
}

/// Forgets the mean over its errors, and its training defaults.
private final class WideModel: GradientRecommender {
  static let descriptor = ModelDescriptor(
    name: "wide", summary: "wide", discussion: "wide", reference: "none")
  let parameters = [Parameter("level", rows: 1, columns: 1, isTable: true)]
  let optimiser = AdamOptions(learningRate: 0.1)

  init(options: NoOptions) {}
  func prepare(
    _ data: TrainingSet, _ context: TrainingContext, using generator: inout SeededGenerator
  ) throws {}
  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    tape.gather(parameters[0], [Int32](repeating: 0, count: 4))
  }
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}

/// Saves five numbers as two rows of three.
private final class MisfitModel: Recommender {
  typealias Options = NoOptions
  static let descriptor = ModelDescriptor(
    name: "misfit", summary: "misfit", discussion: "misfit", reference: "none")
  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ context: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .globalMean }
  func save(to state: inout StateWriter) throws {
    state.add("weights", [Float](repeating: 1, count: 5), shape: [2, 3])
  }
}
