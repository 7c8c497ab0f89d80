import DebutEngine
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

  static let all = ofRatings + ofEvents

  /// Models of ratings in stars.
  static let ofRatings = [
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
    Case("attention-sequence"),
    Case("attention-sequence", ["blocks": "2", "window": "5", "depth": "4", "heads": "3"]),
    Case("ensemble", ["members": "item-mean,bias"]),
    Case("ensemble", ["members": "gru-sequence,latent-cf,mf"]),
  ]

  /// Models of events, whose scores have no unit.
  static let ofEvents = [
    Case("popular"), Case("recent-popular"), Case("recent-popular", ["days": "0.1"]),
    Case("item-graph"), Case("item-knn-events"),
    Case("item-knn-events", ["neighbours": "3", "decay": "1", "shrinkage": "0"]),
    Case("transition-mixture"),
    Case("transition-mixture", ["score-positions": "100", "mixture-positions": "100"]),
    Case("gru4rec", ["hidden": "16"]),
    Case("gru4rec", ["hidden": "17", "layers": "2", "counts": "no"]),
    Case(
      "gru4rec",
      ["hidden": "16", "loss": "sampled-softmax", "samples": "9", "negatives": "uniform"]),
    Case("gru4rec", ["hidden": "16", "loss": "bpr-max", "samples": "7", "negatives": "in-batch"]),
    Case("gru4rec", ["hidden": "16", "loss": "gbce", "samples": "5", "negatives": "uniform"]),
    Case("sasrec", ["depth": "8"]),
    Case("sasrec", ["block": "gated", "blocks": "1", "window": "5", "heads": "3", "depth": "4"]),
    Case("sasrec", ["depth": "4", "loss": "sampled-softmax", "samples": "9"]),
    Case("ease"), Case("ease", ["lambda": "20", "decay": "0.7"]), Case("als"),
    Case("als", ["factors": "7", "alpha": "3", "regularisation": "1", "iterations": "3"]),
  ]

  var description: String {
    ([name] + settings.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
  }

  var hasUserVectors: Bool { ["latent-cf", "deep-cf", "latent-cf-mlp"].contains(name) }

  func request(epochs: Int? = nil, batch: Int? = nil) -> ModelRecipe {
    ModelRecipe(model: name, settings: settings, epochs: epochs, batch: batch, seed: 3)
  }

  /// The model as the conformance kit examines it.
  func subject(kernels: KernelTable? = nil) throws -> ConformanceSubject {
    var subject = ConformanceSubject(
      model: name, settings: settings, registry: try .builtIns(),
      kernels: try kernels ?? Kernels.select())
    subject.learnsItems = name != "global-mean"
    return subject
  }

  /// A model trained on the users of a data set outside of fold 0.
  typealias Fold = ConformanceSubject.Trained

  /// The model trained on 36 users, once a process.
  func trained(epochs: Int = 2) throws -> Fold {
    try Self.folds.value(for: "\(self), \(epochs) epochs") {
      try trained(on: .tiny(users: 40, ratings: 18...26), epochs: epochs)
    }
  }

  /// The model trained on other data, each time anew.
  func trained(on data: Dataset, epochs: Int = 2) throws -> Fold {
    try subject().trained(on: data, epochs: epochs)
  }

  private static let folds = SharedValues<String, Fold>()

  /// 60 users, of whom the 6 of fold 0 are held out.
  static let data = Dataset.tiny(users: 60, ratings: 18...26)
  static let split = Split.freshUsers(folds: [0])

  /// The model trained outside of fold 0 of `data` by a job, once a process.
  ///
  /// - Parameter patience: so large that training never stops early.
  func model(epochs: Int = 2, patience: Int? = nil) throws -> TrainedModel {
    try Self.models.value(for: "\(self), \(epochs) epochs, patience \(patience ?? 0)") {
      var request = request(epochs: epochs, batch: 16)
      request.patience = patience
      return try TrainingJob.train(
        request, on: Self.data, split: Self.split, registry: .builtIns(), compute: .testing(),
        monitor: SilentMonitor())
    }
  }

  private static let models = SharedValues<String, TrainedModel>()
}

/// The root mean squared error over every position of every held-out user.
func error(of fold: Case.Fold) -> Double { fold.error }
