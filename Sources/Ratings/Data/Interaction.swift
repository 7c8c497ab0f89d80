/// One rating in a user's history.
///
/// - Stability: stable.
public struct Interaction: Hashable, Sendable {
  /// The item's index in the catalogue, 0 ..< `Catalogue.count`; not its id.
  public var item: Int
  /// The rating in stars; under implicit feedback the weight of an event.
  public var rating: Float
  /// Seconds since 1970-01-01 UTC; nil without times.
  public var timestamp: Int64?

  /// Makes a rating, by default one without a time.
  public init(item: Int, rating: Float, timestamp: Int64? = nil) {
    self.item = item
    self.rating = rating
    self.timestamp = timestamp
  }
}
