/// One rating by its keys, as a program hands it to `Dataset(name:rows:)`.
///
/// - Stability: stable.
public struct RatingRow: Hashable, Sendable {
  /// The user's id.
  public var user: Vocabulary.Key
  /// The item's id.
  public var item: Vocabulary.Key
  /// The rating in stars.
  public var rating: Float
  /// Seconds since 1970-01-01 UTC; nil without times.
  public var timestamp: Int64?

  /// Makes a row, by default one without a time.
  public init(
    user: Vocabulary.Key, item: Vocabulary.Key, rating: Float, timestamp: Int64? = nil
  ) {
    self.user = user
    self.item = item
    self.rating = rating
    self.timestamp = timestamp
  }
}
