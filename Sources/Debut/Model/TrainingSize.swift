/// The size of the data and of the batches of a training, by which a model states its memory.
///
/// - Stability: evolving.
public struct TrainingSize: Hashable, Sendable {
  /// The number of training users.
  public let users: Int
  /// The number of items.
  public let items: Int
  /// The number of ratings.
  public let ratings: Int
  /// The number of ratings of the longest history.
  public let longestHistory: Int
  /// The number of examples in a batch; 1 for models that are not trained by gradient steps.
  public let batch: Int

  /// Creates a size from its numbers.
  public init(users: Int, items: Int, ratings: Int, longestHistory: Int, batch: Int = 1) {
    self.users = users
    self.items = items
    self.ratings = ratings
    self.longestHistory = longestHistory
    self.batch = batch
  }
}
