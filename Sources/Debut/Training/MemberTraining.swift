/// A model within another one.
public struct TrainedMember {
  /// Ready to answer.
  public let model: any Recommender
  /// Users of its training data that it set aside to validate: it knows no vector of theirs, and counts
  /// the others without them.
  public let validationUsers: [Int64]
  /// What its training has to tell people.
  public let notes: [String]

  package init(_ model: any Recommender, _ log: TrainingLog) {
    self.model = model
    validationUsers = log.validationUsers
    notes = log.notes
  }
}

extension TrainingContext {
  /// A model that the user has trained already on the very ratings that this run trains on.
  ///
  /// - Returns: nil where there is none: `train` gives the same.
  public func trained(_ recipe: ModelRecipe) -> TrainedMember? { members[recipe] }

  /// Trains another registered model on the same threads: a member of a model that combines several.
  ///
  /// - Parameters:
  ///   - recipe: of a model of `peers`. A bare name is that of the model, with its defaults.
  ///   - data: what it learns from; all of it.
  /// - Throws: `EngineError` for names and options that are not right, and for what goes wrong in
  ///   training; `.interrupted` where the user stopped it.
  public func train(_ recipe: ModelRecipe, on data: TrainingSet) throws -> TrainedMember {
    let entry = try peers.model(recipe.model)
    let request = recipe.request(seed: seed)
    let shared = try request.splitSettings(for: entry, registry: peers)
    let plan = try entry.descriptor.training.map {
      try TrainingPlan(request, $0, settings: shared.sampler, registry: peers)
    }
    let model = try entry.make(shared.model)
    let run = TrainingContext(
      seed: request.seed, compute: compute, epochs: plan?.epochs ?? 1, batch: plan?.batch ?? 1,
      patience: plan?.patience, sampler: plan?.sampler, monitor: monitor,
      peers: peers.without(model: recipe.model))
    try model.fit(data, run)
    if run.log.end == .interrupted || shouldStop {
      throw EngineError.interrupted(command: "train")
    }
    return TrainedMember(model, run.log)
  }

  /// A member that has learnt nothing yet, to be restored from a file.
  ///
  /// - Throws: `EngineError.unknownModel`, `.unknownOption`, `.badOption`.
  public func make(_ recipe: ModelRecipe) throws -> any Recommender {
    let entry = try peers.model(recipe.model)
    return try entry.make(
      recipe.request(seed: seed).splitSettings(for: entry, registry: peers).model)
  }
}
