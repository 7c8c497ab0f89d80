/// Trains members from a registry, or returns those that are trained already.
package struct RegisteredMembers: MemberTraining {
  private let registry: Registry
  private let seed: UInt64
  private let compute: Compute
  private let monitor: any TrainingMonitor
  private let trained: [ModelRecipe: TrainedMember]

  /// - Parameters:
  ///   - model: the name of the model that combines others; it is no member of itself.
  ///   - seed: its seed, which members without one of their own are trained with.
  ///   - trained: the members that are trained already, by their whole recipes.
  package init(
    of model: String, seed: UInt64, registry: Registry, compute: Compute,
    monitor: any TrainingMonitor, trained: [ModelRecipe: TrainedMember] = [:]
  ) {
    self.registry = registry.without(model: model)
    self.seed = seed
    self.compute = compute
    self.monitor = monitor
    self.trained = trained
  }

  package func trained(_ recipe: ModelRecipe) -> TrainedMember? { trained[recipe] }

  package func train(_ recipe: ModelRecipe, on data: TrainingSet) throws -> TrainedMember {
    let resolved = try ResolvedRecipe(recipe.seeded(seed), in: registry)
    let model = try resolved.make()
    let context = TrainingContext(
      seed: resolved.seed, plan: resolved.plan, compute: compute,
      members: RegisteredMembers(
        of: recipe.model, seed: resolved.seed, registry: registry, compute: compute,
        monitor: monitor),
      negatives: registry, monitor: monitor)
    try model.fit(data, context)
    if context.log.end == .interrupted || context.shouldStop {
      throw EngineError.interrupted
    }
    return TrainedMember(model, context.log)
  }

  package func make(_ recipe: ModelRecipe) throws -> any Recommender {
    let entry = try registry.model(recipe.model)
    return try entry.make(try recipe.splitSettings(for: entry, registry: registry).model)
  }
}
