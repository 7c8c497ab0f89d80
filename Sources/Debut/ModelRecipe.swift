/// How a model is made: which one, and what of its options and its training is not left to the defaults.
///
/// It has a text, so that it can be an option of a model that combines others, and travels with that
/// model: `mf` or `mf()`, `mf(factors=5)`, `gru-sequence(--epochs=10,hidden=48)`, and with the name of
/// a trained model before it `small:gru-sequence(hidden=48)`.
public struct ModelRecipe: Hashable, Codable, Sendable {
  /// What the trained model is called; nil: nothing but the model's own name.
  public var name: String?
  /// The name of a registered model. Of a bare name (see `settings`) also that of a trained one.
  public var model: String
  /// The options set, the model's and its sampler's. Nil of a bare name, which stands for the trained
  /// model of this name where the session has one, else for the registered one with its defaults.
  public var settings: [Setting]?
  /// Passes over the examples; nil, as for the three that follow: the model's default.
  public var epochs: Int?
  /// Examples in a batch.
  public var batch: Int?
  /// The name of a registered sampler.
  public var sampler: String?
  /// Epochs without improvement on validation users after which training stops.
  public var patience: Int?
  /// All randomness of the training comes from it; nil: the seed of the model that it is a part of.
  public var seed: UInt64?

  public init(_ model: String, settings: [Setting]? = nil, name: String? = nil) {
    self.model = model
    self.settings = settings
    self.name = name
  }

  /// What people call it, unique among the members of one model.
  public var label: String { name ?? model }

  /// The training that it asks for, where the whole has this seed.
  func request(seed whole: UInt64) -> TrainingRequest {
    TrainingRequest(
      model: model, settings: settings ?? [], name: name, epochs: epochs, batch: batch,
      sampler: sampler, patience: patience, seed: seed ?? whole)
  }
}

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
      epochs: model.plan?.epochs, batch: model.plan?.batch, sampler: model.plan?.samplerName,
      patience: model.plan?.patience, seed: model.seed)
  }
}
