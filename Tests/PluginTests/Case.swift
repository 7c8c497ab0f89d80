import Debut
import DebutTesting

@testable import debut

extension Registry {
  /// The models and samplers that come with the program.
  static func builtIns() throws -> Registry {
    var registry = Registry()
    try BuiltIns.register(in: &registry)
    return registry
  }
}

/// A model with options that make it small.
struct Case: CustomStringConvertible, Sendable {
  let name: String
  let settings: [Setting]

  init(_ name: String, _ options: KeyValuePairs<String, String> = [:]) {
    self.name = name
    settings = options.map { Setting(name: $0.key, value: $0.value) }
  }

  static let all = [
    Case("global-mean"), Case("item-mean"), Case("bias"), Case("bias", ["decay": "1"]),
    Case("mf", ["factors": "5"]), Case("mf", ["factors": "17", "decay": "0.9"]),
    Case("item-knn", ["shrinkage": "5"]),
    Case("item-knn", ["neighbours": "3", "table": "4", "decay": "0.8", "recency": "0.7"]),
    Case("latent-cf", ["factors": "7"]), Case("deep-cf", ["factors": "7"]),
    Case("latent-cf-mlp", ["factors": "7"]), Case("mlinknet", ["factors": "7", "units": "9"]),
    Case("mlinknet", ["factors": "7", "units": "9", "indexing": "published"]),
    Case("mlinknet", ["factors": "7", "units": "9", "head": "relu", "adam": "sparse"]),
    Case("gru-sequence"), Case("gru-sequence", ["factors": "0", "hidden": "5"]),
    Case("gru-sequence", ["factors": "17", "hidden": "16", "regularisation": "1", "grus": "2"]),
    Case("gru-hybrid", ["rank": "6"]),
    Case("gru-hybrid", ["rank": "3", "factors": "0", "grus": "1", "cross-fit": "no"]),
  ]

  var description: String {
    ([name] + settings.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
  }

  var hasUserVectors: Bool { ["latent-cf", "deep-cf", "latent-cf-mlp"].contains(name) }

  func request(epochs: Int? = nil, batch: Int? = nil) -> TrainingRequest {
    TrainingRequest(model: name, settings: settings, epochs: epochs, batch: batch, seed: 3)
  }

  /// A model trained on the users of `data` outside of fold 0.
  struct Fold {
    let model: any Recommender
    let training: Histories
    let heldOut: Histories
    let itemCount: Int
    let log: TrainingLog
  }

  /// - Parameter unratedItems: items beyond those of the data, without any rating.
  func trained(
    on data: Dataset = .tiny(users: 40, ratings: 18...26), epochs: Int = 2, unratedItems: Int = 0
  ) throws -> Fold {
    let users = data.histories.indices
    let training = data.histories.selecting(users.filter { data.histories.userIDs[$0] % 10 != 0 })
    let itemCount = data.catalogue.ratedCount + unratedItems
    let registry = try Registry.builtIns()
    let entry = try registry.model(name)
    let model = try entry.make(settings)
    let defaults = entry.descriptor.training
    let run = TrainingRun(
      seed: 3, compute: try .testing(), epochs: epochs, batch: min(defaults?.batch ?? 1, 16),
      sampler: try defaults.map { try registry.sampler($0.sampler).make([]) })
    try model.fit(
      TrainingSet(
        histories: training, itemCount: itemCount, scale: data.scale, catalogue: data.catalogue),
      run)
    return Fold(
      model: model, training: training,
      heldOut: data.histories.selecting(
        users.filter { data.histories.userIDs[$0] % 10 == 0 }),
      itemCount: itemCount, log: run.log)
  }
}

/// The root mean squared error over every position of every held-out user.
func error(of fold: Case.Fold) -> Double {
  var sum = 0.0
  var count = 0
  for history in fold.heldOut {
    let view = fold.model.answering(UserQuery(history: .empty))
    for next in history {
      let difference = Double(view.score(item: next.item) - next.rating)
      sum += difference * difference
      count += 1
      view.extend(by: next)
    }
  }
  return (sum / Double(count)).squareRoot()
}

extension Dataset {
  /// Ratings that are an item's quality plus a user's mood, and nothing else: 3 + quality + mood, from
  /// 1 to 5 stars. Held-out users (every tenth) are of all moods.
  static func additive(users: Int = 150) -> Dataset {
    var generator = SeededGenerator(seed: 9)
    return .histories(
      (0..<users).map { user in
        let mood = Float(user / 10 % 3 - 1)
        return (0..<30).shuffled(using: &generator).prefix(24).map { item in
          (item: item, stars: 3 + mood + Float(item % 5) / 2 - 1)
        }
      }, items: 30)
  }
}
