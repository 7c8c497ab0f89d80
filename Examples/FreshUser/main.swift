// Debut as a library: train a model, represent somebody who has just rated three films, recommend.
// Built and run in CI: `swift run FreshUser`, or `swift run FreshUser FOLDER-WITH-RATINGS`.
import Debut
import GRUSequence
import Samplers

var registry = Registry()
try registry.add(GRUSequenceModel.self)
try registry.add(EveryPositionSampler.self)

let folder = CommandLine.arguments.dropFirst().first
let data = try folder.map { try Dataset.load(path: $0) } ?? .demo()
let model = try Experiment.train(
  TrainingRequest(model: "gru-sequence", seed: 1), on: data, split: .none, registry: registry,
  compute: try Compute(threads: 2), monitor: SilentMonitor())

// Nobody knows this person: there is no id, only what they said of three items, oldest first.
let items = data.catalogue.items
let ratings = [(items[0], 5), (items[1], 2), (items[2], 4.5)].map { item, stars in
  RatedItem(itemID: item.id, stars: Float(stars))
}
let user = try model.answer(history: ratings, for: "recommend")
let titles = Dictionary(items.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
print("answered by \(model.name), \(user.path):")
for best in user.top(5, minSupport: 5) {
  print("  \(best.stars)  \(titles[best.itemID] ?? "item \(best.itemID)")")
}

// One more rating moves the answers, without a replay.
user.rate(RatedItem(itemID: items[3].id, stars: 1))
print("after another rating, \(user.path): \(user.top(1, minSupport: 5).first?.itemID ?? 0)")
