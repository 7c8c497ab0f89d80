/// The surroundings of one training: its settings, the resources to train with, and the reporting of
/// its progress.
///
/// - Stability: stable.
public final class TrainingContext {
  // MARK: Settings

  /// The seed that all randomness of the training comes from.
  public let seed: UInt64
  /// The settings of training by gradient steps; nil for a model that is not trained by such.
  package let plan: TrainingPlan?
  /// The epoch (from 1) that this run ends with: `epochs`, unless it is to stop before.
  package let lastEpoch: Int

  // MARK: Resources

  /// The kernels and threads to work with.
  public let compute: Compute
  /// Trains the members of a model that combines others.
  public let members: any MemberTraining
  /// Makes samplers of negatives by their names.
  public let negatives: any NegativeSamplers
  /// Trains a gradient model in place of `fit`'s own trainer; nil: nothing is to be kept of the training.
  package let trainer: (any GradientTraining)?

  // MARK: Reporting

  private let reporter: TrainingReporter

  /// Creates the context of a training from its numbers.
  ///
  /// - Parameters:
  ///   - seed: the source of everything random in the training.
  ///   - compute: the kernels and threads.
  ///   - epochs: passes over the examples.
  ///   - batch: examples of a gradient step.
  ///   - patience: epochs without improvement on validation users before the training stops; nil: it
  ///     never stops early.
  ///   - sampler: makes the examples of a model trained by gradient steps, to which `epochs`, `batch` and
  ///     `patience` belong; nil for any other model.
  ///   - monitor: receives the events of the training, and may stop it.
  ///   - members: nil: there are no other models to combine.
  ///   - negatives: nil: there are no samplers of negatives.
  public convenience init(
    seed: UInt64, compute: Compute, epochs: Int = 1, batch: Int = 1, patience: Int? = nil,
    sampler: (any Sampler)? = nil, monitor: any TrainingMonitor = SilentMonitor(),
    members: (any MemberTraining)? = nil, negatives: (any NegativeSamplers)? = nil
  ) {
    let plan = sampler.map {
      TrainingPlan(epochs: epochs, batch: batch, patience: patience, sampler: $0)
    }
    self.init(
      seed: seed, plan: plan, compute: compute, members: members, negatives: negatives,
      monitor: monitor)
  }

  package init(
    seed: UInt64, plan: TrainingPlan?, lastEpoch: Int? = nil, compute: Compute,
    members: (any MemberTraining)? = nil, negatives: (any NegativeSamplers)? = nil,
    trainer: (any GradientTraining)? = nil,
    monitor: any TrainingMonitor
  ) {
    self.seed = seed
    self.plan = plan
    self.lastEpoch = lastEpoch ?? plan?.epochs ?? 1
    self.compute = compute
    self.members = members ?? NoMembers()
    self.negatives = negatives ?? NoNegativeSamplers()
    self.trainer = trainer
    reporter = TrainingReporter(monitor, lastEpoch: self.lastEpoch)
  }
}

extension TrainingContext {
  /// The number of epochs that are planned, those of an earlier run among them.
  public var epochs: Int { plan?.epochs ?? 1 }
  /// The number of examples in a batch.
  public var batch: Int { plan?.batch ?? 1 }
  /// The number of epochs without improvement on validation users after which training stops; nil: it
  /// never stops early.
  public var patience: Int? { plan?.patience }
  /// Makes the examples; nil for a model that is not trained by gradient steps.
  public var sampler: (any Sampler)? { plan?.sampler }

  /// The course of the training so far.
  public var log: TrainingLog { reporter.log }
  /// Receives the events of the training.
  package var monitor: any TrainingMonitor { reporter.monitor }

  /// True when the training is to stop. A long loop checks it after every step, and then stops there
  /// with the model in a usable state.
  public var shouldStop: Bool { reporter.monitor.shouldStop }

  /// Throws if the training is to stop: for work before the first step, after which there is no model yet that
  /// could be kept. Called every tenth of a second or more often.
  ///
  /// - Throws: `EngineError.interrupted`.
  public func checkGoesOn() throws { if shouldStop { throw EngineError.interrupted } }

  /// Ends the training with an error after the loss that is being computed, whatever that is.
  public func fail(_ error: EngineError) { reporter.failure = reporter.failure ?? error }

  /// - Throws: the error that `fail` was called with.
  package func checkFailure() throws { if let failure = reporter.failure { throw failure } }

  /// Reports work that is no epoch, such as a fit before the first one.
  ///
  /// - Parameters:
  ///   - part: the name of the work, in a word or a few: "factors 2 of 6".
  ///   - fraction: the share of the part that is done, 0 ... 1.
  public func progress(_ part: String, _ fraction: Double) {
    reporter.monitor.on(.working(on: part, fraction: fraction))
  }

  /// Records and reports the end of an epoch, or of an iteration of a model that has such.
  ///
  /// - Parameters:
  ///   - loss: the mean training loss, in the model's own unit.
  ///   - validation: the figure of validation users, if there are any: the root mean squared error in stars, or
  ///     NDCG@10 of a model of events.
  ///   - targets: the number of predictions made in the epoch; 0 if not counted.
  public func finishEpoch(loss: Double, validation: Double? = nil, targets: Int = 0) {
    reporter.finish(.init(loss: loss, validation: validation, targets: targets))
  }

  /// Records the reason why training ended; without a call it is `.epochs`.
  public func stop(_ reason: TrainingLog.End) { reporter.log.end = reason }

  /// Adds a line for people to the log, such as the number of users that a sampler left out.
  public func note(_ line: String) { reporter.log.notes.append(line) }

  /// Adds a line in place of those that begin alike: a training that goes on may come to the same point again.
  ///
  /// - Parameters:
  ///   - head: the beginning of the line, which the lines that it replaces have too.
  ///   - rest: the rest of the line.
  public func note(_ head: String, followedBy rest: String) {
    reporter.log.notes.removeAll { $0.hasPrefix(head) }
    note(head + rest)
  }

  /// Records the training users that are set aside to validate and are not trained on, by id.
  public func recordValidationUsers(_ users: [Vocabulary.Key]) {
    reporter.log.validationUsers = users
  }

  /// Records that the model has the parameters of the end of this epoch (from 1), not of the last.
  package func keep(epoch: Int) { reporter.log.keptEpoch = epoch }

  /// Continues the log of an earlier run, as if there had been one run only.
  package func resume(log earlier: TrainingLog) { reporter.resume(earlier) }
}

/// Trains gradient models and keeps what a later run needs to continue.
package protocol GradientTraining: AnyObject {
  /// Trains the model; called by `GradientRecommender.fit`.
  func train<Model: GradientRecommender>(
    _ model: Model, on data: TrainingSet, _ context: TrainingContext) throws
}
