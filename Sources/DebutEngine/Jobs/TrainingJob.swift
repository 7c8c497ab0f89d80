import Debut

/// Training by name, under a split.
public enum TrainingJob {
  /// Trains `request.model` anew under every fold of the split, each with the same seed.
  ///
  /// A user who stops a fold's training gets the model as it is then; folds that would follow are not
  /// trained, and a warning says so.
  ///
  /// - Parameters:
  ///   - trained: models that `request` may name as parts of one that combines several.
  ///   - monitor: told of every fold by `beganFold`, of steps and epochs by the model.
  /// - Throws: `EngineError` for names, options and settings that are not right, and for what
  ///   goes wrong in training; `DataError` for a split that does not suit the data. Nothing is kept
  ///   then.
  public static func train(
    _ request: TrainingRequest, on dataset: Dataset, split: Split, registry: Registry,
    trained: [TrainedModel] = [], compute: Compute, monitor: any TrainingMonitor
  ) throws -> TrainedModel {
    let entry = try registry.model(request.model)
    let members = try MemberResolver(
      of: request, among: trained, on: dataset, split: split, registry: registry)
    let request = members.request
    let settings = try request.splitSettings(for: entry, registry: registry)
    let options = try entry.complete(settings.model)
    let plan = try entry.descriptor.training.map {
      try TrainingPlan(request, $0, settings: settings.sampler, registry: registry)
    }
    let lastEpoch = try plan?.lastEpoch(stoppingAfter: request.stopAfter)
    var warnings = request.warnings(for: entry.descriptor)
    let partitions = try split.partitions(of: dataset)
    var folds: [TrainedFold] = []
    for (i, partition) in partitions.enumerated() {
      monitor.beganFold(partition.fold, number: i + 1, of: partitions.count)
      let model = try entry.make(settings.model)
      // Of several folds nobody can save one, or go on training it.
      let fold = try train(
        model, on: dataset, partition: partition, plan: plan, lastEpoch: lastEpoch,
        seed: request.seed, keepsCheckpoint: partitions.count == 1, compute: compute,
        monitor: monitor, peers: registry.without(model: request.model),
        members: try members.trained(on: partition))
      folds.append(fold)
      if fold.log.end == .interrupted, i + 1 < partitions.count {
        let missing = partitions[(i + 1)...].compactMap(\.fold).map(String.init)
        warnings.append("not trained: fold \(missing.joined(separator: ", "))")
        break
      }
    }
    return TrainedModel(
      name: request.name ?? request.model, descriptor: entry.descriptor, options: options,
      plan: plan, seed: request.seed, split: split, dataset: TrainedModel.Origin(dataset),
      items: Array(dataset.catalogue.items.prefix(dataset.catalogue.ratedCount)),
      folds: folds, warnings: warnings,
      pluginCode: CacheKey.pluginCode(for: request, registry: registry))
  }

  static func train(
    _ model: any Recommender, on dataset: Dataset, partition: Partition, plan: TrainingPlan?,
    lastEpoch: Int?, seed: UInt64, keepsCheckpoint: Bool, resuming earlier: TrainedFold? = nil,
    compute: Compute, monitor: any TrainingMonitor, peers: Registry,
    members: [ModelRecipe: TrainedMember] = [:]
  ) throws -> TrainedFold {
    let training = TrainingSet(
      histories: partition.training, itemCount: dataset.catalogue.ratedCount,
      feedback: dataset.feedback, catalogue: dataset.catalogue)
    guard training.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let run = TrainingContext(
      seed: seed, compute: compute, epochs: plan?.epochs ?? 1, batch: plan?.batch ?? 1,
      patience: plan?.patience, sampler: plan?.sampler, monitor: monitor, peers: peers,
      members: members, keepsCheckpoint: keepsCheckpoint, lastEpoch: lastEpoch,
      resumed: earlier.flatMap { fold in fold.checkpoint.map { ($0, fold.log) } })
    let clock = ContinuousClock()
    let duration = try clock.measure { try model.fit(training, run) }
    return TrainedFold(
      fold: partition.fold, model: model, training: SeenUsers(training.histories),
      log: run.log, seconds: duration / .seconds(1) + (earlier?.seconds ?? 0),
      meanRating: training.meanRating,
      learningMean: training.meanRating(without: run.log.validationUsers),
      supports: training.itemCounts,
      checkpoint: run.checkpoint)
  }
}
