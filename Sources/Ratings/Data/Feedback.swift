/// The kind of a data set's rows.
///
/// - Stability: evolving.
public enum Feedback: Hashable, Sendable {
  /// Rows are ratings on a scale. Of several ratings of one item by one user the latest counts.
  case explicit(RatingScale)
  /// Rows are events, such as a view or a purchase. A row's rating is its weight: from 0 to 1, and 1 by
  /// default. A user's events with one item are all kept.
  case implicit

  /// The interval in which ratings and predictions lie: the scale, or 0 to 1 for weights of events.
  public var scale: RatingScale {
    switch self {
    case .explicit(let scale): scale
    case .implicit: RatingScale(0, 1)
    }
  }

  /// True if several rows of one user and one item are all kept.
  public var keepsRepeats: Bool {
    switch self {
    case .explicit: false
    case .implicit: true
    }
  }
}
