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
  /// The number of examples in a batch, no more than there are; 1 for models that are not trained by gradient
  /// steps.
  public let batch: Int
  /// The number of ratings of the longest example.
  public let longestExample: Int

  /// Creates a size from its numbers.
  ///
  /// - Parameters:
  ///   - users: training users.
  ///   - items: items, rated or not.
  ///   - ratings: all ratings.
  ///   - longestHistory: ratings of the longest history.
  ///   - batch: examples in a batch.
  ///   - longestExample: ratings of the longest example; nil: as many as the longest history has.
  public init(
    users: Int, items: Int, ratings: Int, longestHistory: Int, batch: Int = 1,
    longestExample: Int? = nil
  ) {
    self.users = users
    self.items = items
    self.ratings = ratings
    self.longestHistory = longestHistory
    self.batch = batch
    self.longestExample = longestExample ?? longestHistory
  }
}
