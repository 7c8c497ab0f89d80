import Debut

extension TrainingJob {
  /// Continues the training of a model from the end of its last whole epoch.
  ///
  /// Trained to the number of epochs that was planned, the model has the same bits as one that never
  /// stopped before, on the same kernels and at any number of threads. With another number of epochs it
  /// has those of a run planned for as many, unless the model's learning rate depends on the plan; a
  /// warning tells so.
  ///
  /// - Parameters:
  ///   - epochs: planned in all, those trained before among them; nil: as many as before.
  ///   - stopAfter: the epoch after which this run stops, though more are planned; nil: the last.
  ///   - name: the name of the new model; nil: that of the one before, which does not change.
  /// - Throws: `EngineError.cannotResume` with the reason, and what training throws.
  public static func resume(
    _ model: TrainedModel, epochs: Int? = nil, stopAfter: Int? = nil, name: String? = nil,
    on dataset: Dataset, registry: Registry, compute: Compute, monitor: any TrainingMonitor
  ) throws -> TrainedModel {
    let (fold, old, checkpoint) = try resumable(model, on: dataset)
    let plan = try old.with(epochs: epochs ?? old.epochs, registry: registry)
    let lastEpoch = try lastEpoch(of: plan, stopAfter, after: checkpoint, of: model, fold.log)
    let entry = try registry.model(model.descriptor.name)
    let recipe = try ModelRecipe(retraining: model, registry: registry)
    try check(entry.descriptor, learnsFrom: dataset)
    try MemoryEstimate.check(recipe, on: dataset, registry: registry)
    guard let partition = try model.split.partitions(of: dataset).first else {
      throw EngineError.noTrainingRatings
    }
    monitor.on(.beganFold(partition.fold, number: 1, of: 1))
    let trainer = ResumableTraining(from: TrainerState(checkpoint: checkpoint, log: fold.log))
    let context = TrainingContext(
      seed: model.seed, plan: plan, lastEpoch: lastEpoch, compute: compute,
      members: RegisteredMembers(
        of: model.descriptor.name, seed: model.seed, registry: registry, compute: compute,
        monitor: monitor),
      negatives: registry, trainer: trainer, monitor: monitor)
    let trained = try train(
      try entry.make(model.options), on: dataset, partition: partition, context, trainer: trainer,
      after: fold.seconds)
    var warnings: [TrainingWarning] = []
    if plan.epochs != old.epochs, dependsOnPlan(fold.model, old.epochs, plan.epochs, checkpoint) {
      warnings.append(
        .rateFollowsPlan(
          model: model.descriptor.name, before: old.epochs, now: plan.epochs,
          trained: checkpoint.epoch))
    }
    return TrainedModel(
      name: name ?? model.name, descriptor: entry.descriptor, options: model.options, plan: plan,
      seed: model.seed, split: model.split, dataset: model.dataset, items: model.items,
      folds: [trained], warnings: warnings,
      pluginCode: PluginCode.lines(for: recipe, registry: registry))
  }

  /// Returns the epoch that the run ends with.
  ///
  /// - Throws: `EngineError.alreadyTrained`; `.badSetting`.
  private static func lastEpoch(
    of plan: TrainingPlan, _ stopAfter: Int?, after checkpoint: TrainingCheckpoint,
    of model: TrainedModel, _ log: TrainingLog
  ) throws -> Int {
    let last = try plan.lastEpoch(stoppingAfter: stopAfter)
    // Stopped after its last epoch, a training has no epoch left, and may have more to learn.
    let isOpen = log.end == .interrupted && last == checkpoint.epoch
    guard last > checkpoint.epoch || isOpen else {
      throw EngineError.alreadyTrained(
        model: model.name, epochs: checkpoint.epoch, last: last, isStop: stopAfter != nil)
    }
    return last
  }

  /// Returns the parts of a model that its training continues from.
  ///
  /// - Throws: `EngineError.cannotResume`, `.severalFolds`.
  private static func resumable(_ model: TrainedModel, on dataset: Dataset) throws -> (
    TrainedFold, TrainingPlan, TrainingCheckpoint
  ) {
    func refusal(_ reason: String) -> EngineError {
      .cannotResume(model: model.name, reason: reason)
    }
    let fold = try model.single()
    guard let plan = model.plan else {
      throw refusal("\(model.descriptor.name) is not trained by epochs")
    }
    guard let checkpoint = fold.checkpoint else {
      throw refusal("the state of its training was not kept")
    }
    guard fold.log.end != .early else {
      throw refusal(
        "it stopped early, having gone \(plan.patience ?? 0) epochs without improvement")
    }
    guard dataset.fingerprint == model.datasetFingerprint else {
      throw refusal(
        "it was trained on \(model.datasetName), and the ratings of \(dataset.name) are others")
    }
    return (fold, plan, checkpoint)
  }

  /// Returns true if steps that were taken would have had other learning rates under the other plan.
  private static func dependsOnPlan(
    _ model: any Recommender, _ old: Int, _ new: Int, _ checkpoint: TrainingCheckpoint
  ) -> Bool {
    guard let model = model as? any GradientRecommender else { return false }
    let samples = 16
    return (0..<samples).contains { sample in
      let epoch = Float(checkpoint.epoch) * Float(sample) / Float(samples)
      func factor(_ epochs: Int) -> Float {
        model.learningRateFactor(progress: epoch / Float(epochs), epochs: epochs)
      }
      return abs(factor(old) - factor(new)) > 1e-6
    }
  }
}
