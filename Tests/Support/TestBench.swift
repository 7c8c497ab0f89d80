import DebutEngine

/// Data, a registry and a split, on which a test trains, evaluates and saves in one line each.
public struct TestBench {
  public let data: Dataset
  public let registry: Registry
  /// The split of whatever names no other.
  public let split: Split

  public init(
    _ data: Dataset, registry: Registry, split: Split = .freshUsers(folds: [0])
  ) {
    self.data = data
    self.registry = registry
    self.split = split
  }

  /// Trains what a request describes.
  ///
  /// - Parameters:
  ///   - split: the bench's own if nil.
  ///   - trained: models that an ensemble may take its members from.
  public func train(
    _ request: ModelRecipe, under split: Split? = nil, among trained: [TrainedModel] = [],
    monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> TrainedModel {
    try TrainingJob.train(
      request, on: data, split: split ?? self.split, registry: registry, trained: trained,
      compute: .testing(), monitor: monitor)
  }

  /// Trains a model with some of its options.
  public func train(
    _ model: String, _ options: KeyValuePairs<String, String> = [:], as name: String? = nil,
    epochs: Int? = nil, stopAfter: Int? = nil, patience: Int? = nil, seed: UInt64 = 0,
    under split: Split? = nil, among trained: [TrainedModel] = [],
    monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> TrainedModel {
    try train(
      ModelRecipe(
        model: model, settings: options.map { Setting(name: $0.key, value: $0.value) }, name: name,
        epochs: epochs, stopAfter: stopAfter, patience: patience, seed: seed),
      under: split, among: trained, monitor: monitor)
  }

  /// Goes on with a training.
  ///
  /// - Parameter other: the data to train on in place of the bench's.
  public func resume(
    _ model: TrainedModel, epochs: Int? = nil, stopAfter: Int? = nil, on other: Dataset? = nil,
    threads: Int = 1, monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> TrainedModel {
    try TrainingJob.resume(
      model, epochs: epochs, stopAfter: stopAfter, on: other ?? data, registry: registry,
      compute: .testing(threads: threads), monitor: monitor)
  }

  /// Evaluates models on the bench's data: by ranks if one of them predicts no stars.
  public func evaluate(_ models: [TrainedModel], under split: Split? = nil) throws -> Evaluation {
    try Evaluator.evaluate(
      models, on: data, split: split ?? self.split,
      protocol: models.allSatisfy(\.predictsStars) ? .split : .nextItem(NextItemProtocol()),
      registry: registry, compute: .testing())
  }

  /// Returns the bits of what a model predicts of the ratings held out.
  public func predictions(_ model: TrainedModel, under split: Split? = nil) throws -> [UInt32] {
    try evaluate([model], under: split).predictions[0].predictions.map(\.value.bitPattern)
  }

  /// Saves a model, opens the file, and returns what was opened.
  public func reopened(_ model: TrainedModel) throws -> TrainedModel {
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    try ModelFile.save(model, to: path, registry: registry, compute: .testing())
    return try ModelFile.open(path, registry: registry, compute: .testing()).model
  }

  /// Returns the first ratings of a user by item ids, without their times if asked for.
  ///
  /// - Parameter user: an index into the histories.
  public func history(of user: Int, first count: Int = .max, timed: Bool = true) -> [RatedItem] {
    data.histories[user].prefix(count).map {
      RatedItem(
        itemID: data.catalogue[$0.item].id, stars: $0.rating,
        timestamp: timed ? $0.timestamp : nil)
    }
  }
}
