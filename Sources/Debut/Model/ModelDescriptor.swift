/// What people read of a model before they use it.
public struct ModelDescriptor: Sendable {
  /// Lower-case words joined by hyphens; unique in a registry.
  public let name: String
  /// One line.
  public let summary: String
  /// A paragraph or more for `help NAME`: what it learns, how it answers a fresh user, its limits.
  public let discussion: String
  /// Paper, notebook or textbook with equation numbers where there are any.
  public let reference: String
  /// For models trained by gradient steps; nil for the others, which then ignore `--epochs`,
  /// `--stop-after`, `--batch`, `--sampler` and `--patience` with a warning.
  public let training: TrainingDefaults?

  /// Without `training` the model is not trained by gradient steps.
  public init(
    name: String, summary: String, discussion: String, reference: String,
    training: TrainingDefaults? = nil
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.reference = reference
    self.training = training
  }
}

/// What a gradient model is trained with unless the user says otherwise.
public struct TrainingDefaults: Hashable, Sendable {
  /// Passes over the sampler's examples.
  public let epochs: Int
  /// Examples in a batch.
  public let batch: Int
  /// The name of a registered sampler.
  public let sampler: String
  /// Which samplers' examples the model can learn from.
  public let accepts: Set<ExampleShape>
  /// Long sequences are cut into pieces of this many steps for back-propagation, the state being
  /// carried on; nil: never.
  public let chunk: Int?

  /// Any shape of examples, and sequences whole, unless something else is said.
  public init(
    epochs: Int, batch: Int, sampler: String,
    accepts: Set<ExampleShape> = Set(ExampleShape.allCases), chunk: Int? = nil
  ) {
    self.epochs = epochs
    self.batch = batch
    self.sampler = sampler
    self.accepts = accepts
    self.chunk = chunk
  }
}

/// Where the targets of a sampler's examples lie.
public enum ExampleShape: String, Hashable, Sendable, CaseIterable {
  /// A sequence, and one target after it.
  case lastPosition = "one target after a sequence"
  /// Every position is a target, predicted from those before it.
  case everyPosition = "a target at every position"
  /// Single ratings, without a sequence.
  case singleRating = "single ratings"
}
