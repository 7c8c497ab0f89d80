/// The way to make a model: its name, its options, and the settings of its training that differ from the
/// defaults.
///
/// A recipe has a text, so that it can be an option of a model that combines others, and travels with that
/// model: `mf` or `mf()`, `mf(factors=5)`, `gru-sequence(--epochs=10,hidden=48)`, and with the name of
/// a trained model before it `small:gru-sequence(hidden=48)`.
///
/// - Stability: evolving.
public struct ModelRecipe: Hashable, Sendable {
  /// The name of the trained model; nil: the model's own name.
  public var name: String?
  /// The name of a registered model. In a bare name (see `settings`) also that of a trained one.
  public var model: String
  /// The options that differ from their defaults: options of the model; and options of its sampler,
  /// unless the model has one of that name. Nil for a bare name: the trained model so called, or else the
  /// registered model with defaults.
  public var settings: [Setting]?
  /// The number of passes over the examples; nil: the model's default, as for `batch` and `sampler`.
  public var epochs: Int?
  /// The epoch after which this run stops, though more are planned; nil: the last. Not part of the text.
  public var stopAfter: Int?
  /// The number of examples in a batch.
  public var batch: Int?
  /// The name of a registered sampler.
  public var sampler: String?
  /// The number of epochs without improvement on validation users after which training stops; nil: it
  /// never stops early.
  public var patience: Int?
  /// The seed that all randomness of the training comes from; nil: the seed of the model that this one is
  /// a member of, and 0 for a model of its own.
  public var seed: UInt64?

  /// Creates a recipe from its parts. Nothing is checked before the model is made.
  public init(
    model: String, settings: [Setting]? = [], name: String? = nil, epochs: Int? = nil,
    stopAfter: Int? = nil, batch: Int? = nil, sampler: String? = nil, patience: Int? = nil,
    seed: UInt64? = nil
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

  /// Creates the recipe of a bare name, or with `settings` that of a model with these options.
  public init(_ model: String, settings: [Setting]? = nil, name: String? = nil) {
    self.init(model: model, settings: settings, name: name)
  }

  /// The name in texts for people, unique among the members of one model.
  public var label: String { name ?? model }

  /// Returns the recipe with a seed, its own or else that of the model that it is a member of.
  package func seeded(_ whole: UInt64) -> ModelRecipe {
    var recipe = self
    recipe.seed = seed ?? whole
    return recipe
  }

  /// The seed of the training, if this is a model of its own.
  package var trainingSeed: UInt64 { seed ?? 0 }
}
