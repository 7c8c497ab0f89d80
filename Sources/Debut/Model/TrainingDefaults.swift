/// The settings that a gradient model is trained with unless the user sets others.
///
/// - Stability: stable.
public struct TrainingDefaults: Hashable, Sendable {
  /// The number of passes over the sampler's examples.
  public let epochs: Int
  /// The number of examples in a batch.
  public let batch: Int
  /// The name of a registered sampler.
  public let sampler: String
  /// The shapes of examples that the model can be trained on.
  public let accepts: Set<ExampleShape>
  /// The number of steps after which long sequences are cut for back-propagation, the state being
  /// carried on; nil: sequences stay whole.
  public let chunk: Int?
  /// The fewest examples that a batch may have: 2 for a model that normalises over the rows of a batch,
  /// as a single row has no variance.
  public let smallestBatch: Int
  /// The number of epochs without improvement on validation users after which training stops; nil: all epochs
  /// are trained, and nobody is set aside.
  public let patience: Int?

  /// Creates defaults; unless limited, of any shape of examples, of whole sequences, and of batches of any
  /// size.
  public init(
    epochs: Int, batch: Int, sampler: String,
    accepts: Set<ExampleShape> = Set(ExampleShape.allCases), chunk: Int? = nil,
    smallestBatch: Int = 1, patience: Int? = nil
  ) {
    self.epochs = epochs
    self.batch = batch
    self.sampler = sampler
    self.accepts = accepts
    self.chunk = chunk
    self.smallestBatch = smallestBatch
    self.patience = patience
  }
}
