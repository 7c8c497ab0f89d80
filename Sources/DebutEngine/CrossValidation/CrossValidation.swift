import Debut

/// An evaluation of models that are trained anew under every fold of a split and with every seed. Each
/// trained model predicts what its fold holds out and is then released: only the predictions stay.
///
/// A job is one model, one seed and one fold. Jobs are independent and run at once if there are threads
/// and memory for it; each has the same bits however many do. Several processes that share a
/// `PredictionCache` share the jobs.
///
/// - Stability: stable; properties may be added.
public struct CrossValidation: Sendable {
  /// A model and how it is to be trained.
  ///
  /// - Stability: stable.
  public struct Contender: Sendable {
    /// The name in the evaluation.
    public let name: String
    /// The recipe. Seed s of n is that of the recipe plus s.
    public let request: ModelRecipe
    /// A model whose folds are used in place of training, if they are what training would give.
    let trained: SharedModel?

    /// Makes a contender of a registered model. Its name and settings are checked by `run`.
    public init(_ request: ModelRecipe) {
      name = request.name ?? request.model
      self.request = request
      trained = nil
    }

    /// Makes a contender of a trained model: its options, sampler, epochs and seed again, and its folds
    /// if they will do.
    ///
    /// - Throws: `EngineError.unknownModel` if it is no longer registered.
    public init(_ model: TrainedModel, registry: Registry) throws {
      name = model.name
      request = try ModelRecipe(retraining: model, registry: registry)
      trained = SharedModel(model: model)
    }
  }

  /// A trained model that several threads read.
  struct SharedModel: @unchecked Sendable {
    let model: TrainedModel
  }

  /// The models, in the order of the table.
  public let contenders: [Contender]
  /// The split, each of whose folds is held out in turn.
  public let split: Split
  /// The number of seeds that each model is trained with.
  public let seeds: Int
  /// The figures of the table; models are ranked by the first.
  public let metrics: [any Metric]
  /// The questions: ratings, or next items.
  public let nextItem: NextItemProtocol?

  /// Plans a cross-validation.
  ///
  /// - Parameter nextItem: the protocol of next items, whose figures take the place of `metrics`; nil: ratings are
  ///   predicted as the split says.
  /// - Precondition: at least one contender, one seed and one metric.
  public init(
    _ contenders: [Contender], split: Split, seeds: Int = 1,
    metrics: [any Metric] = Evaluation.standardMetrics, nextItem: NextItemProtocol? = nil
  ) {
    precondition(
      !contenders.isEmpty && seeds > 0 && !metrics.isEmpty, "an evaluation is of something")
    self.contenders = contenders
    self.split = split
    self.seeds = seeds
    self.metrics = nextItem?.metrics ?? metrics
    self.nextItem = nextItem
  }

  /// Trains and evaluates every model over all folds. Neither data nor models change.
  ///
  /// - Parameters:
  ///   - compute: its threads are distributed over the jobs that run at once.
  ///   - folder: keeps the predictions, and has those of earlier runs and other processes; nil: none.
  ///   - program: the build of the program, which predictions depend on besides data and options.
  ///   - memory: bytes that all running jobs may take; nil: half of what the machine has left.
  ///   - monitor: called at every step, by one thread at a time.
  /// - Throws: `EngineError` for what training or evaluating any of the models would throw;
  ///   `.crossValidationInterrupted`; `.cannotWrite` for the folder. The jobs done by then are in the
  ///   folder.
  public func run(
    on dataset: Dataset, registry: Registry, compute: Compute, folder: PredictionCache? = nil,
    program: String = "", memory: Int? = nil, monitor: any CrossValidationMonitor
  ) throws -> Evaluation {
    var notes = HeldOutFold.orderNotes(dataset)
    let method = nextItem.map { EvaluationProtocol.nextItem($0) } ?? .split
    var folds =
      try nextItem.map {
        try $0.folds(
          of: split, of: dataset, notes: &notes, shouldStop: { monitor.shouldStop })
      }
      ?? HeldOutFold.folds(of: split, of: dataset, shouldStop: { monitor.shouldStop })
    if let order = nextItem?.tieOrder(of: dataset, under: split) {
      folds = folds.map { $0.reorderingTies(seed: order) }
    }
    let jobs = try CrossValidationJobs(
      self, dataset: dataset, folds: folds, registry: registry, compute: compute, cache: folder,
      program: program, monitor: monitor)
    let results = try jobs.run(memory: memory, notes: &notes)
    var models: [ModelPredictions] = []
    for (c, contender) in contenders.enumerated() {
      let runs = (0..<seeds).map { seed in
        folds.indices.map { results[jobs.index(contender: c, seed: seed, fold: $0)] }
      }
      models.append(
        ModelPredictions(
          model: contender.name,
          runs: runs.enumerated().map {
            .init(seed: contender.request.trainingSeed &+ UInt64($0.offset), $0.element)
          }))
      notes += FoldPredictions.notes(
        runs.flatMap { $0 }, of: contender.name, ranks: nextItem != nil)
    }
    return try Evaluation(
      protocolName: method.name(under: split), split: split, scale: dataset.scale, folds: folds,
      catalogue: dataset.catalogue, models: models, metrics: metrics, notes: notes
    ) {
      guard monitor.shouldStop else { return }
      throw EngineError.crossValidationInterrupted(
        done: results.count, count: results.count, folder: folder?.path)
    }
  }
}

/// An observer of a cross-validation. Called on whichever thread works, by one at a time.
///
/// - Stability: stable.
public protocol CrossValidationMonitor: AnyObject, Sendable {
  /// True to stop all trainings after their next step. Read by several threads at once.
  var shouldStop: Bool { get }
  /// Called after every step, and when a job begins or is done: often, so be quick.
  func moved(_ progress: CrossValidationProgress)
}

/// The progress of a cross-validation.
///
/// - Stability: stable; properties may be added.
public struct CrossValidationProgress: Sendable {
  /// One model, one seed, one fold.
  public struct Job: Hashable, Sendable {
    /// The name of the model.
    public let model: String
    /// The fold; nil for splits without folds.
    public let fold: Int?
    /// The seed; nil if there is but one.
    public let seed: UInt64?
  }

  /// A job that is done.
  public struct Finished: Hashable, Sendable {
    /// The job.
    public let job: Job
    /// True if another process did it.
    public let isForeign: Bool
  }

  /// The number of jobs.
  public let count: Int
  /// The number of jobs that are done.
  public internal(set) var done: Int
  /// The number of jobs that were done before: in the cache at the start.
  public internal(set) var found: Int
  /// The running jobs, and the share of each that is trained (0 to 1).
  public internal(set) var running: [(job: Job, share: Double)] = []
  /// The jobs that other processes work on.
  public internal(set) var elsewhere: [Job] = []
  /// The jobs that were done since the last call, in the order of the jobs and not of the clock.
  public internal(set) var finished: [Finished] = []
  /// The estimated seconds until the end; nil until there is a base for it.
  public internal(set) var secondsLeft: Double?
}

/// A monitor without output that never stops.
///
/// - Stability: stable.
public final class SilentCrossValidationMonitor: CrossValidationMonitor {
  /// Makes a monitor.
  public init() {}
  /// Always false.
  public var shouldStop: Bool { false }
  /// Ignores the progress.
  public func moved(_ progress: CrossValidationProgress) {}
}
