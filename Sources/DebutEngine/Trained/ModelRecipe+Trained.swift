import Debut

extension ModelRecipe {
  /// Creates the recipe of a trained model as a member of another, with every option.
  ///
  /// - Parameter whole: the seed of the model that combines it; an equal one is left out.
  /// - Throws: `EngineError.unknownModel` if the model is no longer registered.
  init(of trained: TrainedModel, seed whole: UInt64, registry: Registry) throws {
    try self.init(retraining: trained, registry: registry)
    stopAfter = nil
    if seed == whole { seed = nil }
  }

  /// Creates the recipe that trains a model again as it was trained.
  ///
  /// - Throws: `EngineError.unknownModel` if it is no longer registered.
  init(retraining model: TrainedModel, registry: Registry) throws {
    let own = Set(try registry.model(model.descriptor.name).options.map(\.name))
    // An option of the sampler that has the name of one of the model's cannot have been set.
    let sampling = model.plan?.samplerOptions.filter { !own.contains($0.name) } ?? []
    self.init(
      model: model.descriptor.name, settings: model.options + sampling, name: model.name,
      epochs: model.plan?.epochs, stopAfter: model.stopAfter, batch: model.plan?.batch,
      sampler: model.plan?.samplerName, patience: model.plan?.patience, seed: model.seed)
  }
}
