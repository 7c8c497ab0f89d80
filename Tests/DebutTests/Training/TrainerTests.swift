import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct TrainerTests {
  private func run(
    _ monitor: any TrainingMonitor = SilentMonitor(), epochs: Int = 30, batch: Int = 8,
    patience: Int? = nil, sampler: any Sampler = EverySampler(options: NoOptions()),
    seed: UInt64 = 7
  ) throws -> TrainingContext {
    TrainingContext(
      seed: seed, compute: try .testing(), epochs: epochs, batch: batch, patience: patience,
      sampler: sampler, monitor: monitor)
  }

  @Test func learnsThePlantedPattern() throws {
    let data = Dataset.tiny(users: 200)
    let model = PlantedModel(options: .init())
    let run = try run()
    try model.fit(data.trainingSet, run)
    let losses = run.log.epochs.map(\.loss)
    #expect(losses.count == 30)
    #expect(losses[29] < 0.5 * losses[0])
    #expect(run.log.end == .epochs)
    #expect(run.log.keptEpoch == nil && run.log.validationUsers.isEmpty)
  }

  @Test func progressRisesFromZeroAndStaysBelowOne() throws {
    let model = PlantedModel(options: .init())
    let monitor = StoppingMonitor()
    try model.fit(Dataset.tiny().trainingSet, try run(monitor, epochs: 3))
    #expect(model.factors.first == 0)
    #expect(model.factors == model.factors.sorted())
    #expect((model.factors.last ?? 1) < 1)
    #expect(Set(model.factors).count == monitor.steps)
    #expect(monitor.fractions.last == 1)
    #expect(monitor.epochs.count == 3)
  }

  @Test func sameSeedSameBitsAnotherSeedOthers() throws {
    let losses = try [UInt64(7), 7, 8].map { seed in
      let run = try run(epochs: 2, seed: seed)
      try PlantedModel(options: .init()).fit(Dataset.tiny().trainingSet, run)
      return run.log.epochs.map(\.loss)
    }
    #expect(losses[0] == losses[1])
    #expect(losses[0] != losses[2])
  }

  @Test(arguments: [1, 6, 7, 12]) func interruptionKeepsTheModel(steps: Int) throws {
    let monitor = StoppingMonitor(after: steps)
    let run = try run(monitor, epochs: 2, batch: 40)  // 24 steps at most: 3 pieces of 8 an epoch
    let model = PlantedModel(options: .init())
    try model.fit(Dataset.tiny(ratings: 24...24).trainingSet, run)
    let total = 2 * 3
    #expect(monitor.steps == min(steps, total))
    #expect(run.log.end == (steps < total ? .interrupted : .epochs))
    #expect(run.log.epochs.count == min(steps / 3, 2))
    #expect(model.score(0, item: 0).isFinite)
  }

  /// Stops when it is asked for the second time after a step: amid the next one.
  private final class ImpatientMonitor: TrainingMonitor {
    private let patience: Int
    private var questions = 0
    private(set) var steps = 0

    init(steps: Int) { patience = steps }

    var shouldStop: Bool {
      if steps >= patience { questions += 1 }
      return questions > 1
    }
    func on(_ event: TrainingEvent) { if case .stepped = event { steps += 1 } }
  }

  @Test(arguments: [1, 2, 4]) func aStopAmidAStepLeavesItOut(steps: Int) throws {
    let data = Dataset.tiny(ratings: 24...24).trainingSet
    let models = try [ImpatientMonitor(steps: steps), StoppingMonitor(after: steps)].map {
      (monitor: any TrainingMonitor) in
      let model = PlantedModel(options: .init())
      let run = try run(monitor, epochs: 2, batch: 40)
      try model.fit(data, run)
      #expect(run.log.end == .interrupted && run.log.epochs.count == steps / 3)
      // The step that was begun and left out was not counted either.
      if let monitor = monitor as? ImpatientMonitor { #expect(monitor.steps == steps) }
      return model
    }
    for (left, right) in zip(models[0].parameters, models[1].parameters) {
      #expect(left.value.floats.map(\.bitPattern) == right.value.floats.map(\.bitPattern))
      #expect(left.gradient.floats.allSatisfy { $0 == 0 })
    }
  }

  @Test func interruptionAtTheEndOfAnEpochCountsIt() throws {
    let run = try run(StoppingMonitor(after: 3), epochs: 2, batch: 40)
    try PlantedModel(options: .init()).fit(Dataset.tiny(ratings: 24...24).trainingSet, run)
    #expect(run.log.epochs.count == 1 && run.log.end == .interrupted)
  }

  @Test func oneUserIsEnough() throws {
    let run = try run(epochs: 2, patience: 3)
    try PlantedModel(options: .init()).fit(Dataset.tiny(users: 1).trainingSet, run)
    #expect(run.log.epochs.count == 2)
    #expect(run.log.notes.count == 1 && run.log.epochs[0].validation == nil)
  }

  @Test func noExamplesIsAnError() throws {
    let run = try run(sampler: EmptySampler(options: NoOptions()))
    #expect(throws: EngineError.noExamples(model: "planted", sampler: "test-empty", users: 40)) {
      try PlantedModel(options: .init()).fit(Dataset.tiny().trainingSet, run)
    }
  }

  @Test func noRatingsIsAnError() throws {
    let run = try run()
    #expect(throws: EngineError.noTrainingRatings) {
      try PlantedModel(options: .init()).fit(Dataset.histories([[]]).trainingSet, run)
    }
  }

  @Test func leftOutUsersAreNoted() throws {
    let data = Dataset.histories([[(0, 1)], Array(repeating: (0, 2), count: 10)])
    let run = try run(epochs: 2, sampler: WindowSampler(options: .init()))
    try PlantedModel(options: .init()).fit(data.trainingSet, run)
    #expect(run.log.notes == ["random-20 leaves out 1 of 2 users"])
  }

  @Test func divergenceNamesEpochStepAndParameter() throws {
    var options = DriftModel.Options()
    options.start = 1e30
    let single = SingleSampler(options: NoOptions())
    let data = Dataset.tiny().trainingSet
    #expect(throws: EngineError.diverged(model: "drift", epoch: 1, step: 1, parameter: nil)) {
      try DriftModel(options: options).fit(data, try run(sampler: single))
    }
    options.start = 1
    options.rate = .infinity
    #expect(throws: EngineError.diverged(model: "drift", epoch: 1, step: 1, parameter: "level")) {
      try DriftModel(options: options).fit(data, try run(batch: 10_000, sampler: single))
    }
  }

  @Test func aDivergedModelIsNotKeptWhenInterrupted() throws {
    var options = DriftModel.Options()
    options.rate = .infinity
    let monitor = StoppingMonitor(after: 1)
    let single = SingleSampler(options: NoOptions())
    #expect(throws: EngineError.diverged(model: "drift", epoch: 1, step: 1, parameter: "level")) {
      try DriftModel(options: options).fit(
        Dataset.tiny().trainingSet, try run(monitor, batch: 10, sampler: single))
    }
    #expect(monitor.steps == 1)
  }

  @Test func piecesCarryOn() throws {
    // Nothing is learnt at the borders of pieces if the context before them is lost.
    let data = Dataset.tiny(users: 6, ratings: 20...20)
    let model = PlantedModel(options: .init())
    var generator = SeededGenerator(seed: 1)
    try model.prepare(data.trainingSet, try run(), using: &generator)
    let tape = Tape(compute: try .testing())
    var examples = Examples()
    for user in 0..<6 { examples.append(user: user, positions: 0..<20, firstTarget: 0) }
    func loss(_ steps: Range<Int>) -> Float {
      tape.reset(seed: 1)
      let batch = SequenceBatch(
        examples, [0, 1, 2, 3, 4, 5], steps: steps, of: data.histories)
      return tape.scalar(model.loss(batch, on: tape))
    }
    let whole = loss(0..<20)
    let parts = (loss(0..<8) * 8 + loss(8..<16) * 8 + loss(16..<24) * 4) / 20
    #expect(abs(whole - parts) < 1e-4)
  }
}
