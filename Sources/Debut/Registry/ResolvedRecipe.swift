/// A recipe with its names looked up and all defaults filled in.
package struct ResolvedRecipe {
  /// The registered model.
  package let entry: ModelEntry
  /// Every option of the model with its value.
  package let options: [Setting]
  /// The settings of training by gradient steps; nil for a model that is not trained by such.
  package let plan: TrainingPlan?
  /// The epoch (from 1) that the run ends with; nil without a plan.
  package let lastEpoch: Int?
  /// The seed of the training.
  package let seed: UInt64
  private let settings: [Setting]

  /// Resolves a recipe.
  ///
  /// - Throws: `EngineError` for names, options and settings that are not right.
  package init(_ recipe: ModelRecipe, in registry: Registry) throws {
    entry = try registry.model(recipe.model)
    let split = try recipe.splitSettings(for: entry, registry: registry)
    settings = split.model
    options = try entry.complete(split.model)
    for choice in recipe.negatives(of: entry) {
      _ = try registry.negativeSampler(choice.name).complete(choice.settings)
    }
    plan = try entry.descriptor.training.map {
      try TrainingPlan(recipe, $0, settings: split.sampler, registry: registry)
    }
    lastEpoch = try plan?.lastEpoch(stoppingAfter: recipe.stopAfter)
    seed = recipe.trainingSeed
  }

  /// Makes the model, which has learnt nothing yet.
  package func make() throws -> any Recommender { try entry.make(settings) }

  /// Returns the bytes that the training takes by the model's own statement; nil if it makes none.
  ///
  /// - Throws: `EngineError.badModel` for a negative number.
  package func trainingMemory(for size: TrainingSize) throws -> Int? {
    try entry.trainingMemory(settings, for: size)
  }
}

extension ModelRecipe {
  /// Splits the settings: a name that only the sampler declares goes to the sampler, every other to the
  /// model, which rejects unknown names.
  ///
  /// - Throws: `EngineError.unknownSampler`.
  package func splitSettings(for model: ModelEntry, registry: Registry) throws -> (
    model: [Setting], sampler: [Setting]
  ) {
    let settings = settings ?? []
    guard let training = model.descriptor.training else { return (settings, []) }
    let own = Set(model.options.map(\.name))
    let names = try registry.sampler(sampler ?? training.sampler).options.map(\.name)
    let others = Set(names).subtracting(own)
    return (
      settings.filter { !others.contains($0.name) }, settings.filter { others.contains($0.name) }
    )
  }

  /// Returns the models that an option names; nil if its text is no list of recipes.
  package func members(in option: OptionHelp) -> [ModelRecipe]? {
    let given = settings?.last { $0.name == option.name }?.value
    return ModelRecipe.list(given ?? option.defaultValue)
  }

  /// Returns the samplers of negatives that all options name.
  package func negatives(of model: ModelEntry) -> [NegativeChoice] {
    model.options.filter(\.namesNegatives).compactMap { option in
      let given = settings?.last { $0.name == option.name }?.value
      return NegativeChoice(text: given ?? option.defaultValue)
    }
  }

  /// Returns the models that all options name.
  package func members(of model: ModelEntry) -> [ModelRecipe] {
    model.options.filter(\.namesModels).flatMap { members(in: $0) ?? [] }
  }
}
