import DebutEngine

/// A model to examine, with its settings, registry and kernels.
///
/// - Stability: stable.
public struct ConformanceSubject: Sendable {
  /// Name of a registered model.
  public var model: String
  /// Options that differ from their defaults, such as those that make the model small.
  public var settings: [Setting]
  /// Registry with the model, its sampler, and the models that it combines.
  public var registry: Registry
  /// Kernels to compute with.
  public var kernels: KernelTable
  /// False for a model that intentionally ignores items, such as a global mean.
  public var learnsItems = true
  /// Largest difference between `extend` and replay, relative to 1 + |stars|.
  public var tolerance: Float = 2e-5

  /// Creates a subject.
  public init(
    model: String, settings: [Setting] = [], registry: Registry, kernels: KernelTable
  ) {
    self.model = model
    self.settings = settings
    self.registry = registry
    self.kernels = kernels
  }

  /// A model trained on the users of a data set outside of fold 0.
  public struct Trained {
    /// The trained model.
    public let model: any Recommender
    /// Histories of the training users.
    public let training: Histories
    /// Histories of the users of fold 0, on whom the model was not trained.
    public let heldOut: Histories
    /// Number of the model's items.
    public let itemCount: Int
    /// Scale of the ratings.
    public let scale: RatingScale
    /// Log of the training.
    public let log: TrainingLog
    /// Mean of the training ratings in stars.
    public let meanRating: Float
  }

  /// Trains a new instance of the model, from seed 3.
  ///
  /// - Parameters:
  ///   - epochs: number of epochs; nil for the model's default.
  ///   - batch: largest number of examples in a batch.
  ///   - unratedItems: number of further items, without any rating.
  /// - Throws: the errors of the registry, the options and the training.
  public func trained(
    on data: Dataset, epochs: Int? = nil, batch: Int = 16, unratedItems: Int = 0,
    monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> Trained {
    try trained(
      on: data, epochs: epochs, batch: batch, unratedItems: unratedItems,
      compute: Compute(kernels: kernels, workers: Workers(threads: 1)), monitor: monitor)
  }

  /// Trains a new instance of the model with threads of the caller's choice.
  func trained(
    on data: Dataset, epochs: Int? = nil, batch: Int = 16, unratedItems: Int = 0,
    compute: Compute, monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> Trained {
    let partition = Split.freshUsers(0, of: data.histories)
    let entry = try registry.model(model)
    let instance = try entry.make(settings)
    let defaults = entry.descriptor.training
    let run = TrainingContext(
      seed: 3, compute: compute,
      epochs: epochs ?? defaults?.epochs ?? 1, batch: min(defaults?.batch ?? 1, batch),
      sampler: try defaults.map { try registry.sampler($0.sampler).make([]) }, monitor: monitor,
      members: RegisteredMembers(
        of: model, seed: 3, registry: registry, compute: compute, monitor: monitor),
      negatives: registry)
    let set = TrainingSet(
      histories: partition.training, itemCount: data.catalogue.ratedCount + unratedItems,
      feedback: data.feedback,
      catalogue: data.catalogue)
    try instance.fit(set, run)
    return Trained(
      model: instance, training: partition.training, heldOut: partition.heldOut,
      itemCount: set.itemCount, scale: data.scale, log: run.log, meanRating: set.meanRating)
  }
}

extension ConformanceSubject.Trained {
  /// Root mean squared error of the model over every position of every held-out user, unclipped, in stars.
  public var error: Double {
    let metric = RootMeanSquaredError()
    var sum = MetricSum()
    for history in heldOut {
      let view = model.answering(UserQuery(history: .empty))
      for next in history {
        metric.add(view.score(item: next.item), for: .rating(next.rating), to: &sum)
        view.extend(by: next)
      }
    }
    return sum.weight > 0 ? metric.figure(of: sum) : 0
  }

  /// Root mean squared error of the training mean over the same positions, in stars.
  public var errorOfMean: Double {
    let metric = RootMeanSquaredError()
    var sum = MetricSum()
    for next in heldOut.joined() { metric.add(meanRating, for: .rating(next.rating), to: &sum) }
    return sum.weight > 0 ? metric.figure(of: sum) : 0
  }
}
