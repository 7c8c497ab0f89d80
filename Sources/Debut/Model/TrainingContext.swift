/// What a training run was asked for, what it runs on, and what it tells.
public final class TrainingContext {
  /// All randomness of the run comes from it.
  public let seed: UInt64
  /// The kernels and threads to work with.
  public let compute: Compute
  /// Passes over the sampler's examples that are planned.
  public let epochs: Int
  /// The epoch (from 1) that the run ends with: `epochs`, unless it was asked to stop before.
  public let lastEpoch: Int
  /// Examples in a batch.
  public let batch: Int
  /// Epochs without improvement on validation users after which training stops; nil: never early.
  public let patience: Int?
  /// Makes the examples; nil for a model that is not trained by gradient steps.
  public let sampler: (any Sampler)?
  /// What the run tells while it works, and asks whether to stop.
  public let monitor: any TrainingMonitor
  /// Models that this one may train itself (see `train(_:on:)`): all that are registered but itself.
  public let peers: Registry
  /// Those that are trained already (see `trained(_:)`).
  package let members: [ModelRecipe: TrainedMember]
  /// What was learnt of the course of the training.
  public private(set) var log = TrainingLog()
  /// Where an earlier run stopped that this one goes on from; nil for a run from the beginning.
  package let resumed: (checkpoint: TrainingCheckpoint, log: TrainingLog)?
  /// Whether the trainer is to keep what a later run needs to go on: three times the model's memory.
  package let keepsCheckpoint: Bool
  /// The state at the end of the last whole epoch, where it is kept.
  package var checkpoint: TrainingCheckpoint?

  public convenience init(
    seed: UInt64, compute: Compute, epochs: Int = 1, batch: Int = 1, patience: Int? = nil,
    sampler: (any Sampler)? = nil, monitor: any TrainingMonitor = SilentMonitor(),
    peers: Registry = Registry()
  ) {
    self.init(
      seed: seed, compute: compute, epochs: epochs, batch: batch, patience: patience,
      sampler: sampler, monitor: monitor, peers: peers, keepsCheckpoint: false)
  }

  package init(
    seed: UInt64, compute: Compute, epochs: Int, batch: Int, patience: Int?,
    sampler: (any Sampler)?, monitor: any TrainingMonitor, peers: Registry,
    members: [ModelRecipe: TrainedMember] = [:], keepsCheckpoint: Bool, lastEpoch: Int? = nil,
    resumed: (checkpoint: TrainingCheckpoint, log: TrainingLog)? = nil
  ) {
    self.seed = seed
    self.compute = compute
    self.epochs = epochs
    self.lastEpoch = lastEpoch ?? epochs
    self.batch = batch
    self.patience = patience
    self.sampler = sampler
    self.monitor = monitor
    self.keepsCheckpoint = keepsCheckpoint
    self.resumed = resumed
    self.peers = peers
    self.members = members
  }

  /// Whether the user asked to stop. Long loops ask after every step, stop there and leave the model usable.
  public var shouldStop: Bool { monitor.shouldStop }

  /// Tells how far work is that is no epoch, such as a fit before the first one.
  ///
  /// - Parameters:
  ///   - part: what is being done, in a word or a few: "factors 2 of 6".
  ///   - fraction: 0 ... 1 of that part.
  public func progress(_ part: String, _ fraction: Double) {
    monitor.working(on: part, fraction: fraction)
  }

  /// Records the end of an epoch (or of an iteration of a model that has such) and tells the monitor.
  ///
  /// - Parameter targets: the ratings that were predicted in it, each time that one was.
  public func finishEpoch(loss: Double, validation: Double? = nil, targets: Int = 0) {
    log.epochs.append(.init(loss: loss, validation: validation, targets: targets))
    monitor.finished(epoch: log.epochs.count, of: lastEpoch, log.epochs[log.epochs.count - 1])
  }

  /// Records why training ended; `epochs` is assumed until said otherwise.
  public func stop(_ reason: TrainingLog.End) { log.end = reason }

  /// Adds a line for people, such as how many users a sampler left out.
  public func note(_ line: String) { log.notes.append(line) }

  /// Records users of the training set that validate and are not trained on, by id.
  public func recordValidationUsers(_ users: [Int64]) { log.validationUsers = users }

  /// Goes on with the log of the run before, as if there had been one run only.
  func resume(log earlier: TrainingLog) {
    log = earlier
    log.end = .epochs
    log.keptEpoch = nil
  }

  /// Records that the parameters after this epoch (from 1) are the ones that the model has in the end.
  public func keep(epoch: Int) { log.keptEpoch = epoch }
}

/// The course of a training run.
public struct TrainingLog: Hashable, Sendable {
  /// What came of one pass over the examples.
  public struct Epoch: Hashable, Sendable {
    /// The mean training loss, in the model's own unit (its help says which).
    public let loss: Double
    /// Root mean squared error in stars on the validation users, where there are any.
    public let validation: Double?
    /// Ratings that were predicted, each time that one was; 0 where that was not counted.
    public let targets: Int

    public init(loss: Double, validation: Double?, targets: Int = 0) {
      self.loss = loss
      self.validation = validation
      self.targets = targets
    }
  }

  /// Why training ended.
  public enum End: String, Sendable {
    /// All epochs were trained that were asked for: those planned, or up to where the run was to stop.
    case epochs
    /// No improvement on the validation users for `patience` epochs.
    case early
    /// The user stopped it.
    case interrupted
  }

  /// The epochs that were trained to their end.
  public var epochs: [Epoch] = []
  /// Why training ended.
  public var end = End.epochs
  /// Lines for people, such as how many users a sampler left out.
  public var notes: [String] = []
  /// Users of the training set that early stopping was judged by; the model never trained on them.
  public var validationUsers: [Int64] = []
  /// The epoch (from 1) whose parameters the model has, where it is not the last one.
  public var keptEpoch: Int?

  public init() {}
}

/// Listens to a training run. Called on the thread that trains.
public protocol TrainingMonitor: AnyObject {
  /// Asked after every step; true stops the run there.
  var shouldStop: Bool { get }
  /// Before the training of a fold: `number` (from 1) of `count`; `fold` is nil for splits without
  /// folds. A model is trained anew for each.
  func beganFold(_ fold: Int?, number: Int, of count: Int)
  /// While work is done that is no epoch: `fraction` of `part` is done (see `TrainingContext.progress`).
  func working(on part: String, fraction: Double)
  /// After a step; `fraction` of the epoch (counted from 1) is done. Called often: be quick.
  func stepped(epoch: Int, of epochs: Int, fraction: Double, loss: Double)
  /// After an epoch (counted from 1).
  func finished(epoch: Int, of epochs: Int, _ result: TrainingLog.Epoch)
}

extension TrainingMonitor {
  /// Does nothing.
  public func beganFold(_ fold: Int?, number: Int, of count: Int) {}
  /// Does nothing.
  public func working(on part: String, fraction: Double) {}
}

/// Says nothing and never stops.
public final class SilentMonitor: TrainingMonitor {
  public init() {}
  /// Never.
  public var shouldStop: Bool { false }
  /// Does nothing.
  public func stepped(epoch: Int, of epochs: Int, fraction: Double, loss: Double) {}
  /// Does nothing.
  public func finished(epoch: Int, of epochs: Int, _ result: TrainingLog.Epoch) {}
}
