// Debut as a library: represent somebody who has just rated three items, recommend. The model comes out of a
// file that `save` wrote, or is trained on the spot. Built and run in CI:
//
//     swift run FreshUser [MODEL.safetensors | FOLDER-WITH-RATINGS]
import DebutEngine
import GRUSequence
import Samplers

/// Opens the model file at `path`, or trains on the folder there; nil: on data made up for the purpose.
func readyModel(_ path: String?, _ registry: Registry, _ compute: Compute) throws -> TrainedModel {
  if let path, path.hasSuffix(".safetensors") {
    return try ModelFile.open(path, registry: registry, compute: compute).model
  }
  return try TrainingJob.train(
    ModelRecipe(model: "gru-sequence", seed: 1),
    on: try path.map { try Dataset.load(path: $0) } ?? .demo(), split: .none, registry: registry,
    compute: compute, monitor: SilentMonitor())
}

// A file names its model: whoever opens it registers the model, and the sampler that it was trained by.
var registry = Registry()
try registry.add(GRUSequenceModel.self)
try registry.add(EveryPositionSampler.self)
let model = try readyModel(
  CommandLine.arguments.dropFirst().first, registry, try Compute(threads: 2))

// Nobody knows this person: there is no id, only what they said of three items, oldest first. The model
// knows its items, so the data is not needed any more.
let items = model.items
let ratings = [(items[0], 5), (items[1], 2), (items[2], 4.5)].map { item, stars in
  RatedItem(itemID: item.id, stars: Float(stars))
}
let user = try model.answer(history: ratings)
let titles = Dictionary(items.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
print("answered by \(model.name), \(user.path):")
for best in user.top(5, minSupport: 5) {
  print("  \(best.stars)  \(titles[best.itemID] ?? "item \(best.itemID)")")
}

// One more rating moves the answers, without a replay.
user.rate(RatedItem(itemID: items[3].id, stars: 1))
print("after another rating, \(user.path): \(user.top(1, minSupport: 5).first?.itemID ?? 0)")
