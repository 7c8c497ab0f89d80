// A sampler of one's own, in one type: each user's latest ratings, every one of them a target. A registered model
// is trained on its examples and compared with the same model and its default sampler. Built and run in CI:
//
//     swift run OwnSampler [FOLDER-WITH-RATINGS]
//
// Without a folder the data is generated.
import DebutEngine
import GRUSequence
import Samplers

/// Makes one example of each user's latest ratings. Tastes change: older ratings may mislead.
struct LatestSampler: Sampler {
  /// Options appear in `help latest` and are set like a model's: `train NAME --sampler latest length=30`.
  struct Options: ModelOptions {
    var length = 50
    static let fields: [OptionField<Options>] = [
      .init("length", \.length, in: 1...10_000, "ratings of each user in an example at most")
    ]
  }

  static let descriptor = SamplerDescriptor(
    name: "latest", summary: "each user's latest ratings, every one predicted from those before it",
    discussion: "The last `length` ratings of each user in time order. Every position is a target.",
    reference: "Debut's examples", shape: .everyPosition)

  let options: Options

  /// Returns the examples of one epoch. Called before every epoch; users without ratings are counted.
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    var examples = Examples()
    for (user, history) in data.histories.enumerated() {
      guard !history.isEmpty else {
        examples.usersLeftOut += 1
        continue
      }
      let start = max(0, history.count - options.length)
      examples.append(user: user, positions: start..<history.count, firstTarget: 0)
    }
    return examples
  }
}

// Registered under its name, the sampler can be chosen for every model that accepts examples of its shape.
var registry = Registry()
try registry.add(GRUSequenceModel.self)
try registry.add(EveryPositionSampler.self)
try registry.add(LatestSampler.self)

let compute = try Compute(threads: 2)
let path = CommandLine.arguments.dropFirst().first
let dataset = try path.map { try Dataset.load(path: $0) } ?? .demo()
let split = Split.freshUsers(folds: [0])

/// Trains a small model for two epochs.
///
/// - Parameter sampler: a registered sampler; nil: the model's default.
@MainActor
func train(_ name: String, sampler: String?, _ settings: [Setting]) throws -> TrainedModel {
  let small = [Setting(name: "factors", value: "4"), Setting(name: "hidden", value: "8")]
  return try TrainingJob.train(
    ModelRecipe(
      model: "gru-sequence", settings: small + settings, name: name, epochs: 2, sampler: sampler,
      seed: 1),
    on: dataset, split: split, registry: registry, compute: compute, monitor: SilentMonitor())
}

let models = try [
  train("whole histories", sampler: nil, []),
  train("latest 30", sampler: "latest", [Setting(name: "length", value: "30")]),
]
let evaluation = try Evaluator.evaluate(
  models, on: dataset, split: split, registry: registry, compute: compute)
for row in evaluation.rows where row.history == "all" {
  print("RMSE \(row.rmse ?? .nan) trained on \(row.model)")
}
