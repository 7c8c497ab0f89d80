import Debut

/// Models trained anew under every fold of a split and with every seed, each asked about what its fold
/// holds out and then let go: only the answers stay.
///
/// A piece of the work is one model, one seed and one fold. Pieces are independent and run at once
/// where there are threads and memory for it; each has the same bits however many do.
public struct CrossValidation: Sendable {
  /// A model as it is to be trained.
  public struct Contender: Sendable {
    /// What it is called in the evaluation.
    public let name: String
    /// How it is trained. Seed s of n is `request.seed + s`.
    public let request: ModelRecipe
    /// Folds of this name that are trained already; those stand in where they are what training would
    /// give.
    let trained: AtHand?

    /// A registered model, trained as `request` says. Whether there is one is seen when it is run.
    public init(_ request: ModelRecipe) {
      name = request.name ?? request.model
      self.request = request
      trained = nil
    }

    /// A model that was trained before: its options, sampler, epochs and seed again, and its folds
    /// where they will do.
    ///
    /// - Throws: `EngineError.unknownModel` where it is no longer registered.
    public init(_ model: TrainedModel, registry: Registry) throws {
      name = model.name
      request = try ModelRecipe(retraining: model, registry: registry)
      trained = AtHand(model: model)
    }
  }

  /// Shared by threads that read it only.
  struct AtHand: @unchecked Sendable {
    let model: TrainedModel
  }

  /// The models, in the order of the table.
  public let contenders: [Contender]
  /// What is held out.
  public let split: Split
  /// How many seeds each model is trained with.
  public let seeds: Int

  /// - Precondition: at least one contender and one seed.
  public init(_ contenders: [Contender], split: Split, seeds: Int = 1) {
    precondition(!contenders.isEmpty && seeds > 0, "an evaluation is of something")
    self.contenders = contenders
    self.split = split
    self.seeds = seeds
  }

  /// The figures of every model over all folds, as if each had been trained under the split and
  /// evaluated. Neither data nor models change.
  ///
  /// - Parameters:
  ///   - compute: its threads are shared out over pieces that run at once.
  ///   - folder: where answers are kept and looked for; nil: nowhere.
  ///   - program: what the answers depend on besides data and options: the build of the program.
  ///   - memory: bytes that all pieces at work may take; nil: half of what the machine has left.
  ///   - monitor: told of every step; called by one thread at a time.
  /// - Throws: `EngineError` for what training or evaluating any of the models would throw;
  ///   `.crossValidationInterrupted`; `.cannotWrite` for the folder. What was done by then is in the
  ///   folder.
  public func run(
    on dataset: Dataset, registry: Registry, compute: Compute, folder: PredictionCache? = nil,
    program: String = "", memory: Int? = nil, monitor: any CrossValidationMonitor
  ) throws -> Evaluation {
    var notes = Evaluator.orderNotes(dataset)
    let sheets = try Evaluator.questions(
      [], dataset, split, .split, registry: registry, notes: &notes)
    let work = try CrossValidationJobs(
      self, dataset: dataset, sheets: sheets, registry: registry, compute: compute,
      program: program, monitor: monitor)
    let answers = try work.answers(folder: folder, memory: memory, notes: &notes)
    var models: [ModelPredictions] = []
    for (c, contender) in contenders.enumerated() {
      let runs = (0..<seeds).map { seed in
        sheets.indices.map { answers[work.index(contender: c, seed: seed, sheet: $0)] }
      }
      models.append(
        ModelPredictions(
          model: contender.name,
          runs: runs.enumerated().map {
            .init(seed: contender.request.trainingSeed &+ UInt64($0.offset), $0.element)
          }))
      notes += FoldPredictions.notes(runs.flatMap { $0 }, of: contender.name)
    }
    return Evaluation(
      protocolName: split.word, split: split, scale: dataset.scale, sheets: sheets,
      catalogue: dataset.catalogue, answers: models, notes: notes)
  }
}

/// Listens to a cross-validation. Called on whichever thread works, by one at a time.
public protocol CrossValidationMonitor: AnyObject, Sendable {
  /// Asked after every step of a training, by several threads at once; true stops all of them there.
  var shouldStop: Bool { get }
  /// After every step, and when a piece begins or is done. Called often: be quick.
  func moved(_ progress: CrossValidationProgress)
}

/// How far a cross-validation is.
public struct CrossValidationProgress: Sendable {
  /// One model, one seed, one fold.
  public struct Job: Hashable, Sendable {
    /// What the model is called.
    public let model: String
    /// The fold; nil for splits without folds.
    public let fold: Int?
    /// The seed; nil where there is but one.
    public let seed: UInt64?
  }

  /// Pieces in all.
  public let count: Int
  /// Pieces that are done, and of these the ones that were at hand.
  public internal(set) var done: Int, found: Int
  /// Pieces at work, and the share of each that is trained (0 to 1).
  public internal(set) var running: [(piece: Job, share: Double)]
  /// The pieces that were done since the last call, in the order of the work and not of the clock.
  public internal(set) var finished: [Job]
  /// Seconds until the end, once enough was seen to tell.
  public internal(set) var secondsLeft: Double?
}

/// Says nothing and never stops.
public final class SilentCrossValidationMonitor: CrossValidationMonitor {
  /// Has no state.
  public init() {}
  /// Never.
  public var shouldStop: Bool { false }
  /// Does nothing.
  public func moved(_ progress: CrossValidationProgress) {}
}
