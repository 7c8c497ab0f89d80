import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// Holds the memory that a model states for its training against what a step of it allocates: trained
/// parameters with gradient and moments, other parameters, and the tape. All of it is counted, not
/// measured, so that no machine and no other program changes it.
@Suite struct StatedAndTakenTests {
  private static let data = Dataset.tiny(users: 48, items: 60, ratings: 12...48)

  /// Models with options, and the number of examples in a batch.
  private static let trainings: [(model: String, settings: [String: String], batch: Int)] = [
    ("latent-cf", [:], 512), ("latent-cf", ["factors": "512"], 4096),
    ("deep-cf", [:], 512), ("deep-cf", ["factors": "512"], 4096),
    ("latent-cf-mlp", [:], 256), ("latent-cf-mlp", ["factors": "512"], 4096),
    ("mlinknet", [:], 16), ("mlinknet", ["factors": "256", "units": "1024"], 48),
    ("mlinknet", ["length": "40"], 48),
    ("gru-sequence", [:], 24), ("gru-sequence", ["hidden": "256"], 48),
    ("gru-sequence", ["factors": "128", "hidden": "4"], 48),
    ("gru-sequence", ["factors": "0", "grus": "4"], 48),
    ("gru-hybrid", [:], 24), ("gru-hybrid", ["grus": "8", "hidden": "64"], 48),
    ("gru-hybrid", ["rank": "24"], 48),
    ("attention-sequence", [:], 24), ("attention-sequence", ["window": "8", "factors": "256"], 48),
    ("attention-sequence", ["heads": "4", "depth": "64"], 48),
    ("attention-sequence", ["blocks": "4"], 48),
    ("attention-sequence", ["window": "256", "heads": "8"], 48),
    ("sasrec", [:], 32), ("sasrec", ["block": "gated", "heads": "8"], 64),
    ("sasrec", ["loss": "sampled-softmax", "window": "300"], 64),
  ]

  @Test(arguments: trainings.indices) func statementsCoverWhatAStepAllocates(place: Int) throws {
    let (name, settings, batch) = Self.trainings[place]
    let registry = try Registry.builtIns()
    let recipe = ModelRecipe(
      model: name,
      settings: settings.sorted { $0.key < $1.key }.map { Setting(name: $0.key, value: $0.value) },
      batch: batch)
    let resolved = try ResolvedRecipe(recipe, in: registry)
    let plan = try #require(resolved.plan)
    let size = MemoryEstimate.size(of: plan, on: Self.data)
    let stated = try #require(try resolved.trainingMemory(for: size))
    let model = try #require(try resolved.make() as? any GradientRecommender)
    let taken = try Self.bytes(ofFirstStep: model, plan, members: resolved.seed)
    #expect(stated >= taken, "\(name) \(settings): states \(stated), takes \(taken)")
    // The tape may be twice as large as what lies on it, and parameters have copies in checkpoints.
    #expect(stated <= 4 * taken, "\(name) \(settings): states \(stated), takes \(taken)")
  }

  /// Returns the bytes of parameters and tape after two steps.
  private static func bytes(
    ofFirstStep model: some GradientRecommender, _ plan: TrainingPlan, members seed: UInt64
  ) throws -> Int {
    let training = data.trainingSet
    let run = TrainingContext(
      seed: seed, plan: plan, compute: try .testing(threads: 1), negatives: try Registry.builtIns(),
      monitor: SilentMonitor())
    var generator = SeededGenerator(seed: seed)
    try model.prepare(training, run, using: &generator)
    let examples = plan.sampler.examples(from: training, using: &generator)
    let isEveryPosition = type(of: plan.sampler).descriptor.shape == .everyPosition
    let schedule = BatchSchedule(
      examples, rows: plan.batch,
      chunk: isEveryPosition ? type(of: model).descriptor.training?.chunk : nil,
      similarLengths: isEveryPosition, using: &generator, checking: {})
    let adam = Adam(model.parameters.filter(\.isTrained), model.optimiser, compute: run.compute)
    let tape = Tape(compute: run.compute)
    for step in 0..<min(schedule.count, 2) {
      tape.reset(seed: UInt64(step))
      tape.backward(model.loss(schedule.batch(step, examples, of: training.histories), on: tape))
      adam.zeroGradients()
    }
    let parameters = model.parameters.map { 4 * ($0.isTrained ? 4 : 1) * $0.count }
    return parameters.reduce(4 * tape.capacity, +)
  }
}
