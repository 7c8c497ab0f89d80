import Debut

extension ModelRecipe {
  /// The recipe of a model that was trained, with every option.
  ///
  /// - Parameter whole: the seed of what it becomes a part of: the same seed goes along with that.
  /// - Throws: `EngineError.unknownModel` where the model is no longer registered.
  init(of trained: TrainedModel, seed whole: UInt64, registry: Registry) throws {
    let request = try TrainingRequest(of: trained, registry: registry)
    self.init(request.model, settings: request.settings, name: trained.name)
    epochs = request.epochs
    batch = request.batch
    sampler = request.sampler
    patience = request.patience
    seed = request.seed == whole ? nil : request.seed
  }
}

extension TrainingRequest {
  /// What trains a model again as it was trained.
  ///
  /// - Throws: `EngineError.unknownModel` where it is no longer registered.
  init(of model: TrainedModel, registry: Registry) throws {
    let own = Set(try registry.model(model.descriptor.name).options.map(\.name))
    // A sampler's option of the name of a model's cannot have been set.
    let sampling = model.plan?.samplerOptions.filter { !own.contains($0.name) } ?? []
    self.init(
      model: model.descriptor.name, settings: model.options + sampling, name: model.name,
      epochs: model.plan?.epochs, stopAfter: model.stopAfter, batch: model.plan?.batch,
      sampler: model.plan?.samplerName, patience: model.plan?.patience, seed: model.seed)
  }
}
