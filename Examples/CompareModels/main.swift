// Two models compared as by `evaluate`, without the program: split, train, evaluate, then the difference with its
// interval. Built and run in CI:
//
//     swift run CompareModels [FOLDER-WITH-RATINGS]
//
// Without a folder the data is generated.
import Baselines
import DebutEngine
import MatrixFactorisation

/// Returns a number with four decimals, or "-" for nil.
func text(_ value: Double?) -> String {
  guard let value else { return "-" }
  let digits = String(Int((abs(value) * 10_000).rounded()))
  let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  return "\(value < 0 ? "-" : "")\(padded.dropLast(4)).\(padded.suffix(4))"
}

var registry = Registry()
try registry.add(UserItemBias.self)
try registry.add(MatrixFactorisation.self)

let compute = try Compute(threads: 2)
let path = CommandLine.arguments.dropFirst().first
let dataset = try path.map { try Dataset.load(path: $0) } ?? .demo()

// Users of fold 0 are held out whole: no model is trained on them.
let split = Split.freshUsers(folds: [0])
let models = try ["bias", "mf"].map { name in
  try TrainingJob.train(
    ModelRecipe(model: name, seed: 1), on: dataset, split: split, registry: registry,
    compute: compute, monitor: SilentMonitor())
}

// Every held-out rating is predicted from the user's earlier ratings. Leakage would be an error here.
let evaluation = try Evaluator.evaluate(
  models, on: dataset, split: split, registry: registry, compute: compute)
print("RMSE on \(dataset.name), by ratings known of the user")
for row in evaluation.rows {
  print("  \(row.model), \(row.history): \(text(row.rmse)) over \(row.ratings) ratings")
}

// The interval says how far the difference would vary with other users.
let bootstrap = PairedBootstrap(evaluation, workers: compute.workers)
if let difference = bootstrap.difference(of: "mf", to: "bias") {
  print(
    "RMSE of mf minus that of bias: \(text(difference.value)), 95 % interval "
      + "\(text(difference.low)) to \(text(difference.high)), "
      + (difference.excludesZero ? "beyond noise" : "within noise"))
}
