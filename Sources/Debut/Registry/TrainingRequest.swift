/// What `train` asks for.
public struct TrainingRequest: Sendable {
  /// The name of a registered model.
  public var model: String
  /// The options that differ from their defaults: the model's, and those of the sampler which the
  /// model has none of the same name of.
  public var settings: [Setting]
  /// What the trained model is to be called; nil: as the model.
  public var name: String?
  /// Passes over the examples that are planned; nil: as many as the model's default.
  public var epochs: Int?
  /// The epoch after which this run stops, though more are planned; nil: none before the last.
  public var stopAfter: Int?
  /// Examples in a batch; nil: the model's default.
  public var batch: Int?
  /// The name of a registered sampler; nil: the model's default.
  public var sampler: String?
  /// Epochs without improvement on validation users after which training stops; nil: never early.
  public var patience: Int?
  /// All randomness of the training comes from it.
  public var seed: UInt64

  public init(
    model: String, settings: [Setting] = [], name: String? = nil, epochs: Int? = nil,
    stopAfter: Int? = nil, batch: Int? = nil, sampler: String? = nil, patience: Int? = nil,
    seed: UInt64 = 0
  ) {
    self.model = model
    self.settings = settings
    self.name = name
    self.epochs = epochs
    self.stopAfter = stopAfter
    self.batch = batch
    self.sampler = sampler
    self.patience = patience
    self.seed = seed
  }
}

extension TrainingRequest {
  /// The settings shared out: those that only the sampler has are the sampler's, all others the
  /// model's, who says so where it does not know one.
  ///
  /// - Throws: `EngineError.unknownSampler`.
  package func splitSettings(for model: ModelEntry, registry: Registry) throws -> (
    model: [Setting], sampler: [Setting]
  ) {
    guard let training = model.descriptor.training else { return (settings, []) }
    let own = Set(model.options.map(\.name))
    let names = try registry.sampler(sampler ?? training.sampler).options.map(\.name)
    let others = Set(names).subtracting(own)
    return (
      settings.filter { !others.contains($0.name) }, settings.filter { others.contains($0.name) }
    )
  }

  /// The models that an option of a model which combines others names; nil where its text is no list.
  package func members(in option: OptionHelp) -> [ModelRecipe]? {
    let given = settings.last { $0.name == option.name }?.value
    return ModelRecipe.list(given ?? option.defaultValue)
  }

  /// All that the options name.
  package func members(of model: ModelEntry) -> [ModelRecipe] {
    model.options.filter(\.namesModels).flatMap { members(in: $0) ?? [] }
  }

  /// A line for every option given that a model not trained by gradient steps ignores.
  package func warnings(for descriptor: ModelDescriptor) -> [String] {
    guard descriptor.training == nil else { return [] }
    let given = [
      ("--epochs", epochs != nil), ("--stop-after", stopAfter != nil), ("--batch", batch != nil),
      ("--sampler", sampler != nil), ("--patience", patience != nil),
    ]
    return given.filter(\.1).map { "\($0.0) has no effect on \(descriptor.name)" }
  }
}
