import Debut

extension ModelMetadata {
  init(
    _ trained: TrainedModel, _ fold: TrainedFold, _ evaluation: EvaluationRecord?,
    _ checkpoint: CheckpointColumns.Numbers?
  ) {
    model = trained.descriptor.name
    name = trained.name
    options = Self.members(trained.options)
    seed = trained.seed
    scale = trained.scale
    dataset = Source(
      name: trained.dataset.name, isGenerated: trained.dataset.isGenerated,
      fingerprint: trained.dataset.fingerprint)
    split = Self.own(trained.split, fold)
    training = Training(
      fold: fold.fold, seconds: 0, mean: fold.meanRating,
      learningMean: fold.learningMean, savedLog: SavedTrainingLog(fold.log),
      plan: trained.plan.map {
        Plan(
          epochs: $0.epochs, batch: $0.batch, patience: $0.patience, sampler: $0.samplerName,
          samplerOptions: Self.members($0.samplerOptions))
      }, checkpoint: checkpoint)
    self.evaluation = evaluation
  }

  /// Returns the split of the one fold that was trained.
  private static func own(_ split: Split, _ fold: TrainedFold) -> Split {
    if case .freshUsers = split, let number = fold.fold {
      .freshUsers(folds: [number])
    } else {
      split
    }
  }

  private static func members(_ settings: [Setting]) -> [String: String] {
    Dictionary(settings.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  var settings: [Setting] {
    options.sorted { $0.key < $1.key }.map { Setting(name: $0.key, value: $0.value) }
  }
}

extension TrainingPlan {
  package init(_ saved: ModelMetadata.Plan, registry: Registry) throws {
    try self.init(
      epochs: saved.epochs, batch: saved.batch, patience: saved.patience,
      samplerName: saved.sampler,
      samplerOptions: saved.samplerOptions.sorted { $0.key < $1.key }.map {
        Setting(name: $0.key, value: $0.value)
      }, registry: registry)
  }
}
