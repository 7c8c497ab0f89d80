/// A model's name, help and training defaults.
///
/// - Stability: stable.
public struct ModelDescriptor: Sendable {
  /// The model's name: lower-case words joined by hyphens; unique in a registry.
  public let name: String
  /// One line for lists of models.
  public let summary: String
  /// A paragraph or more for `help NAME`: what the model learns, how it treats a fresh user, its limits.
  public let discussion: String
  /// The paper, notebook or textbook that the model is from, with equation numbers if there are any.
  public let reference: String
  /// The defaults of a model that is trained by gradient steps; nil for any other, which ignores the
  /// settings of such a training with a warning.
  public let training: TrainingDefaults?

  /// Creates a descriptor; without `training`, of a model that is not trained by gradient steps.
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
