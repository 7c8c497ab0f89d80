extension TrainingRun {
  /// Trains another registered model on the same seed and threads, with its own defaults: a member of
  /// a model that combines several.
  ///
  /// - Parameters:
  ///   - member: the name of a model of `peers`.
  ///   - settings: those of its options, or its sampler's, that differ from their defaults.
  ///   - data: what it learns from; all of it.
  /// - Returns: the model, ready to answer.
  /// - Throws: `EngineError` for names and options that are not right, and for what goes wrong in
  ///   training; `.interrupted` where the user stopped it.
  public func train(
    member: String, settings: [Setting] = [], on data: TrainingSet
  ) throws -> any Recommender {
    let entry = try peers.model(member)
    let request = TrainingRequest(model: member, settings: settings, seed: seed)
    let shared = try request.sharedOut(to: entry, registry: peers)
    let plan = try entry.descriptor.training.map {
      try TrainingPlan(request, $0, settings: shared.sampler, registry: peers)
    }
    let model = try entry.make(shared.model)
    let run = TrainingRun(
      seed: seed, compute: compute, epochs: plan?.epochs ?? 1, batch: plan?.batch ?? 1,
      sampler: plan?.sampler, monitor: monitor, peers: peers.without(model: member))
    try model.fit(data, run)
    for line in run.log.notes { note("\(member): \(line)") }
    if run.log.end == .interrupted || shouldStop {
      throw EngineError.interrupted(command: "train")
    }
    return model
  }
}
