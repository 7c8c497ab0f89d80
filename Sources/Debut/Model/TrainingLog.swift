/// The course of a training.
///
/// - Stability: evolving.
public struct TrainingLog: Hashable, Sendable {
  /// The figures of one pass over the examples.
  public struct Epoch: Hashable, Sendable {
    /// The mean training loss, in the model's own unit (its help names it).
    public let loss: Double
    /// The figure of the validation users; nil if there are none: the root mean squared error in stars, or NDCG@10
    /// of a model of events.
    public let validation: Double?
    /// The number of predictions made in the epoch; 0 if they were not counted.
    public let targets: Int

    /// Creates the figures of an epoch.
    public init(loss: Double, validation: Double?, targets: Int = 0) {
      self.loss = loss
      self.validation = validation
      self.targets = targets
    }
  }

  /// The reason why training ended.
  public enum End: String, Sendable {
    /// All epochs are trained: those planned, or those up to the epoch that the run was to stop after.
    case epochs
    /// The figure of the validation users did not improve for `patience` epochs.
    case early
    /// The user stopped the training.
    case interrupted
  }

  /// The epochs that were trained to their end.
  public var epochs: [Epoch] = []
  /// The reason why training ended.
  public var end = End.epochs
  /// Lines for people, such as the number of users that a sampler left out.
  public var notes: [String] = []
  /// Faults of the trained model, such as predictions that are further off than any constant. Lines for
  /// people.
  public var faults: [String] = []
  /// Ids of the training users that early stopping was decided by; the model was not trained on them.
  public var validationUsers: [Vocabulary.Key] = []
  /// The epoch (from 1) whose parameters the model has; nil: the last one.
  public var keptEpoch: Int?

  /// Creates an empty log.
  public init() {}
}
