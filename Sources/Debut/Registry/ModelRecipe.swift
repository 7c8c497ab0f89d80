/// How a model is made: which one, and what of its options and its training is not left to the defaults.
///
/// It has a text, so that it can be an option of a model that combines others, and travels with that
/// model: `mf` or `mf()`, `mf(factors=5)`, `gru-sequence(--epochs=10,hidden=48)`, and with the name of
/// a trained model before it `small:gru-sequence(hidden=48)`.
public struct ModelRecipe: Hashable, Sendable {
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
  package func request(seed whole: UInt64) -> TrainingRequest {
    TrainingRequest(
      model: model, settings: settings ?? [], name: name, epochs: epochs, batch: batch,
      sampler: sampler, patience: patience, seed: seed ?? whole)
  }
}
