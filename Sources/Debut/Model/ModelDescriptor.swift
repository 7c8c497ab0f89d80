/// A model's name, help and training defaults.
///
/// - Stability: stable.
public struct ModelDescriptor: Sendable {
  /// The model's name: lower-case words joined by hyphens; unique in a registry.
  public let name: String
  /// The name that files of earlier versions have for the model; nil: it was always called as now. Another
  /// model may have that name today: one option that this model alone has tells that a file is of it, as files name
  /// all options.
  public let formerName: String?
  /// One line for lists of models.
  public let summary: String
  /// A paragraph or more for `help NAME`: what the model learns, how it treats a fresh user, its limits.
  public let discussion: String
  /// The paper, notebook or textbook that the model is from, with equation numbers if there are any.
  public let reference: String
  /// The defaults of a model that is trained by gradient steps; nil for any other, which ignores the
  /// settings of such a training with a warning.
  public let training: TrainingDefaults?
  /// The rows that the model learns from, and so the kind of its scores.
  public let learning: Learning

  /// Creates a descriptor; without `training`, of a model that is not trained by gradient steps.
  public init(
    name: String, summary: String, discussion: String, reference: String,
    training: TrainingDefaults? = nil, learning: Learning = .ratings, formerName: String? = nil
  ) {
    self.name = name
    self.formerName = formerName
    self.summary = summary
    self.discussion = discussion
    self.reference = reference
    self.training = training
    self.learning = learning
  }
}

/// The rows that a model learns from.
///
/// - Stability: evolving.
public enum Learning: String, Hashable, Sendable {
  /// Ratings in stars. Scores are expected ratings; events without stars are refused.
  case ratings
  /// Events: a view, a purchase, or a rating of any number of stars. Scores order items by how likely each is the
  /// user's next; they have no unit.
  case events
}
