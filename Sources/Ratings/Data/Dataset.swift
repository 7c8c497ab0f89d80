/// Ratings, ready for splitting and training: catalogue and histories.
public struct Dataset: Sendable {
  /// What the user calls it: the folder's or file's name, or `demo`.
  public let name: String
  /// Whether the ratings were invented by `Dataset.demo`; shown wherever the name is.
  public let isGenerated: Bool
  public let scale: RatingScale
  public let catalogue: Catalogue
  /// All users by ascending id; item indices refer to `catalogue`, all below its `ratedCount`.
  public let histories: Histories
  /// Links and tags, which no model reads; empty where there were none.
  public let tables: SideTables
  /// What the readers noticed, for people: duplicates dropped, missing optional files, no times.
  public let notes: [String]
  /// Ratings that a later one of the same user and item replaced.
  public let duplicates: Int
  /// Sixteen hex digits that change with any rating, user, item or time.
  public let fingerprint: String

  public var hasTimestamps: Bool { !histories.columns.timestamps.isEmpty }

  /// The earliest and the latest timestamp; nil without times or ratings.
  public var timeSpan: ClosedRange<Int64>? {
    guard hasTimestamps else { return nil }
    // Each history is in time order: its ends tell.
    let times = histories.columns.timestamps
    var span: ClosedRange<Int64>?
    for range in histories.ranges where !range.isEmpty {
      let (first, last) = (times[range.lowerBound], times[range.upperBound - 1])
      span = min(span?.lowerBound ?? first, first)...max(span?.upperBound ?? last, last)
    }
    return span
  }

  public init(
    name: String, isGenerated: Bool = false, scale: RatingScale, catalogue: Catalogue,
    histories: Histories, tables: SideTables = SideTables(), notes: [String] = [],
    duplicates: Int = 0, fingerprint: String
  ) {
    self.name = name
    self.isGenerated = isGenerated
    self.scale = scale
    self.catalogue = catalogue
    self.histories = histories
    self.tables = tables
    self.notes = notes
    self.duplicates = duplicates
    self.fingerprint = fingerprint
  }
}
