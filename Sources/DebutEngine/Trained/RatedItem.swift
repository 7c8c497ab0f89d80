import Debut

/// A rating by the ids of the data.
public struct RatedItem: Hashable, Sendable {
  /// The id of the item in the data.
  public var itemID: Int64
  /// The rating in stars.
  public var stars: Float
  /// Seconds since 1970-01-01 UTC, where there is a time.
  public var timestamp: Int64?

  public init(itemID: Int64, stars: Float, timestamp: Int64? = nil) {
    self.itemID = itemID
    self.stars = stars
    self.timestamp = timestamp
  }
}
