// A loop that serves one new user: reads a line "ITEM STARS" of standard input, takes the rating into account, and
// writes the list as one line of JSON. A rating extends the user's state and costs the same after three ratings and
// after three thousand. Built and run in CI:
//
//     printf '1 5\n2 3.5\n' | swift run Serve [MODEL.safetensors]
//
// Without a file a small model is trained on generated data.
import DebutEngine
import GRUSequence
import Samplers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

var registry = Registry()
try registry.add(GRUSequenceModel.self)
try registry.add(EveryPositionSampler.self)
let compute = try Compute(threads: 2)

/// Opens the model file at `path`, or trains a small model if there is no path.
func readyModel(_ path: String?, _ registry: Registry, _ compute: Compute) throws -> TrainedModel {
  if let path { return try ModelFile.open(path, registry: registry, compute: compute).model }
  let small = [Setting(name: "factors", value: "4"), Setting(name: "hidden", value: "8")]
  return try TrainingJob.train(
    ModelRecipe(model: "gru-sequence", settings: small, epochs: 2, seed: 1), on: .demo(),
    split: .none, registry: registry, compute: compute, monitor: SilentMonitor())
}

/// Returns the rating of a line "ITEM STARS"; nil if it is none on this scale.
func rating(_ line: String, on scale: RatingScale) -> RatedItem? {
  let words = line.split(separator: " ")
  guard words.count == 2, let stars = Float(words[1]),
    scale.clip(stars) == stars
  else { return nil }
  return RatedItem(itemID: .init(written: String(words[0])), stars: stars)
}

/// Returns the three best items for a user as a JSON object.
func answer(_ user: UserState) -> String {
  let top = user.top(3, minSupport: 5).map { listed in
    // Ids are numbers or texts, as the data has them.
    let id = listed.itemID.number.map { "\($0)" } ?? "\"\(listed.itemID)\""
    return "{\"item\":\(id),\"stars\":\(listed.stars)}"
  }
  return "{\"ratings\":\(user.ratings),\"top\":[\(top.joined(separator: ","))]}"
}

/// Writes a line at once: whoever is at the other end of a pipe waits for it.
func reply(_ line: String) {
  print(line)
  fflush(nil)
}

let model = try readyModel(CommandLine.arguments.dropFirst().first, registry, compute)
// A new user: no id, no rating. A server keeps one such state for each user at work.
let user = try model.answer(history: [])
reply(answer(user))
while let line = readLine() {
  guard let rated = rating(line, on: model.scale) else {
    reply("{\"error\":\"expected ITEM STARS, stars from \(model.scale)\"}")
    continue
  }
  user.rate(rated)
  reply(answer(user))
}
