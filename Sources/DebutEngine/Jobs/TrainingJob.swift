import Debut

/// Training by name, under a split.
///
/// - Stability: stable.
public enum TrainingJob {
  /// Trains a model anew under every fold of the split, each with the same seed.
  ///
  /// If the user stops the training of a fold, the model is kept as it is then; later folds are not
  /// trained, and a warning names them. A stop before the first step of the first fold throws
  /// `EngineError.interrupted`.
  ///
  /// - Parameters:
  ///   - recipe: the model, its options and the settings of its training.
  ///   - trained: the models that `recipe` may name as members of one that combines several.
  ///   - monitor: receives the beginning of every fold, and the model's steps and epochs.
  /// - Throws: `EngineError` for names, options and settings that are not right, for a training that needs
  ///   more memory than is free, and for what goes wrong in training; `DataError` for a split that does not
  ///   suit the data. Nothing is kept then.
  public static func train(
    _ recipe: ModelRecipe, on dataset: Dataset, split: Split, registry: Registry,
    trained: [TrainedModel] = [], compute: Compute, monitor: any TrainingMonitor
  ) throws -> TrainedModel {
    let members = try MemberResolver(
      of: recipe, among: trained, on: dataset, split: split, registry: registry)
    let recipe = members.recipe
    let resolved = try ResolvedRecipe(recipe, in: registry)
    let descriptor = resolved.entry.descriptor
    try check(descriptor, learnsFrom: dataset)
    try MemoryEstimate.check(recipe, on: dataset, registry: registry)
    var warnings = recipe.ignoredSettings(of: descriptor).map {
      TrainingWarning.noEffect(setting: $0.rawValue, model: descriptor.name)
    }
    let partitions = try split.partitions(of: dataset)
    var folds: [TrainedFold] = []
    for (i, partition) in partitions.enumerated() {
      monitor.on(.beganFold(partition.fold, number: i + 1, of: partitions.count))
      // Multi-fold models are neither saved nor resumed.
      let trainer = partitions.count == 1 ? ResumableTraining() : nil
      let context = TrainingContext(
        seed: resolved.seed, plan: resolved.plan, lastEpoch: resolved.lastEpoch, compute: compute,
        members: RegisteredMembers(
          of: recipe.model, seed: resolved.seed, registry: registry, compute: compute,
          monitor: monitor, trained: try members.trained(on: partition)),
        negatives: registry, trainer: trainer, monitor: monitor)
      let fold: TrainedFold
      do {
        fold = try train(
          try resolved.make(), on: dataset, partition: partition, context, trainer: trainer)
      } catch EngineError.interrupted where !folds.isEmpty {
        // Stopped before the first step: the folds before are whole.
        warnings.append(.notTrained(folds: partitions[i...].compactMap(\.fold)))
        break
      }
      folds.append(fold)
      if fold.log.end == .interrupted, i + 1 < partitions.count {
        warnings.append(.notTrained(folds: partitions[(i + 1)...].compactMap(\.fold)))
        break
      }
    }
    return TrainedModel(
      name: recipe.label, descriptor: descriptor, options: resolved.options, plan: resolved.plan,
      seed: resolved.seed, split: split, dataset: TrainedModel.Origin(dataset),
      items: Array(dataset.catalogue.items.prefix(dataset.catalogue.ratedCount)),
      folds: folds, warnings: warnings,
      pluginCode: PluginCode.lines(for: recipe, registry: registry))
  }

  /// Refuses events without stars for a model of ratings.
  ///
  /// - Throws: `EngineError.needsRatings`.
  static func check(_ descriptor: ModelDescriptor, learnsFrom dataset: Dataset) throws {
    guard descriptor.learning == .ratings, dataset.feedback == .implicit else { return }
    throw EngineError.needsRatings(model: descriptor.name, dataset: dataset.name)
  }

  /// Trains a model on one partition.
  ///
  /// - Parameters:
  ///   - trainer: keeps the state at the end; nil: it is not kept.
  ///   - earlier: the seconds that earlier runs took.
  static func train(
    _ model: any Recommender, on dataset: Dataset, partition: Partition,
    _ context: TrainingContext, trainer: ResumableTraining?, after earlier: Double = 0
  ) throws -> TrainedFold {
    let training = TrainingSet(
      histories: partition.training, itemCount: dataset.catalogue.ratedCount,
      feedback: dataset.feedback, catalogue: dataset.catalogue)
    guard training.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let clock = ContinuousClock()
    let duration = try clock.measure { try model.fit(training, context) }
    var log = context.log
    log.faults = TrainingFaults.find(in: model, log, on: training, compute: context.compute)
    return TrainedFold(
      fold: partition.fold, model: model, training: SeenUsers(training.histories),
      log: log, seconds: duration / .seconds(1) + earlier,
      meanRating: training.meanRating,
      learningMean: training.meanRating(without: context.log.validationUsers),
      supports: training.itemCounts, checkpoint: trainer?.state?.checkpoint)
  }
}
