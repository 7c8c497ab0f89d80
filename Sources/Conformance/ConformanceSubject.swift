import DebutEngine

/// A model to be examined, with what it is trained by.
public struct ConformanceSubject: Sendable {
  /// The name of a registered model.
  public var model: String
  /// The options that differ from their defaults, such as those that make the model small.
  public var settings: [Setting]
  /// Where the model is, its sampler, and other models where it trains any.
  public var registry: Registry
  /// Kernels to compute with.
  public var kernels: KernelTable
  /// False for a model that by intention knows nothing of items, such as a global mean.
  public var learnsItems = true
  /// How far `extend` may be from replay, relative to 1 + |stars|.
  public var tolerance: Float = 2e-5

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
    public let model: any Recommender
    public let training: Histories
    /// Users of fold 0, whom it has not seen.
    public let heldOut: Histories
    public let itemCount: Int
    public let scale: RatingScale
    public let log: TrainingLog
    /// The mean of the training ratings.
    public let meanRating: Float
  }

  /// Trains the model anew, from seed 3.
  ///
  /// - Parameters:
  ///   - epochs: nil: the model's default.
  ///   - batch: examples in a batch at most.
  ///   - unratedItems: items beyond those of the data, without any rating.
  /// - Throws: what the registry, the options and the training throw.
  public func trained(
    on data: Dataset, epochs: Int? = nil, batch: Int = 16, unratedItems: Int = 0,
    monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> Trained {
    let users = data.histories.indices
    let isHeldOut = data.histories.users.map { Split.fold(of: $0) == 0 }
    let training = data.histories.selecting(users.filter { !isHeldOut[$0] })
    let entry = try registry.model(model)
    let instance = try entry.make(settings)
    let defaults = entry.descriptor.training
    let run = TrainingContext(
      seed: 3, compute: Compute(kernels: kernels, workers: Workers(threads: 1)),
      epochs: epochs ?? defaults?.epochs ?? 1, batch: min(defaults?.batch ?? 1, batch),
      sampler: try defaults.map { try registry.sampler($0.sampler).make([]) }, monitor: monitor,
      peers: registry.without(model: model))
    let set = TrainingSet(
      histories: training, itemCount: data.catalogue.ratedCount + unratedItems,
      feedback: data.feedback,
      catalogue: data.catalogue)
    try instance.fit(set, run)
    return Trained(
      model: instance, training: training,
      heldOut: data.histories.selecting(users.filter { isHeldOut[$0] }),
      itemCount: set.itemCount, scale: data.scale, log: run.log, meanRating: set.meanRating)
  }
}

extension ConformanceSubject.Trained {
  /// The root mean squared error over every position of every held-out user, unclipped.
  public var error: Double {
    error { view, item in view.score(item: item) }
  }

  /// The same of the training mean.
  public var errorOfMean: Double {
    error { _, _ in meanRating }
  }

  private func error(_ predict: (any AnyRepresentation, Int) -> Float) -> Double {
    var sum = 0.0
    var count = 0
    for history in heldOut {
      let view = model.answering(UserQuery(history: .empty))
      for next in history {
        let difference = Double(predict(view, next.item) - next.rating)
        sum += difference * difference
        count += 1
        view.extend(by: next)
      }
    }
    return (sum / Double(max(count, 1))).squareRoot()
  }
}
