/// Ratings, ready for splitting and training: catalogue and histories.
///
/// - Stability: stable.
public struct Dataset: Sendable {
  /// The name for people: the folder's or file's, or `demo`.
  public let name: String
  /// True if the ratings were invented by `Dataset.demo`; shown wherever the name is.
  public let isGenerated: Bool
  /// The kind of the rows.
  public let feedback: Feedback
  /// The items. Their order is that of the items' vocabulary.
  public private(set) var catalogue: Catalogue
  /// All users in the order of their vocabulary; item indices refer to `catalogue`, all below its
  /// `ratedCount`.
  public let histories: Histories
  /// Links and tags, which no model reads; empty without files of them.
  public let tables: SideTables
  /// Notes of the readers for people: duplicates dropped, missing optional files, no times.
  public package(set) var notes: [String]
  /// The number of ratings that a later one of the same user and item replaced.
  public let duplicates: Int
  /// Sixteen hex digits that change with any rating, user, item or time.
  public let fingerprint: String
  /// The share of neighbouring ratings of a user that have the same second, which `histories` counts anew. Nil
  /// without times, or if nobody has two ratings.
  public package(set) var tiedShare: Double?
  /// The columns that a reader took and skipped, and the unit of its times; empty if no file was read.
  public package(set) var reading = ReadingReport()

  /// Makes a data set of rows of any kind.
  public init(
    name: String, isGenerated: Bool = false, feedback: Feedback, catalogue: Catalogue,
    histories: Histories, tables: SideTables = SideTables(), notes: [String] = [],
    duplicates: Int = 0, fingerprint: String
  ) {
    self.init(
      name: name, isGenerated: isGenerated, feedback: feedback, catalogue: catalogue,
      histories: histories, tables: tables, notes: notes, duplicates: duplicates,
      fingerprint: fingerprint, tiedShare: histories.tiedShare)
  }

  /// Makes a data set of rows of any kind whose share of tied times is known.
  package init(
    name: String, isGenerated: Bool, feedback: Feedback, catalogue: Catalogue,
    histories: Histories, tables: SideTables, notes: [String], duplicates: Int, fingerprint: String,
    tiedShare: Double?
  ) {
    self.name = name
    self.isGenerated = isGenerated
    self.feedback = feedback
    self.catalogue = catalogue
    self.histories = histories
    self.tables = tables
    self.notes = notes
    self.duplicates = duplicates
    self.fingerprint = fingerprint
    self.tiedShare = tiedShare
  }

  /// Makes a data set of explicit ratings on a scale.
  public init(
    name: String, isGenerated: Bool = false, scale: RatingScale, catalogue: Catalogue,
    histories: Histories, tables: SideTables = SideTables(), notes: [String] = [],
    duplicates: Int = 0, fingerprint: String
  ) {
    self.init(
      name: name, isGenerated: isGenerated, feedback: .explicit(scale), catalogue: catalogue,
      histories: histories, tables: tables, notes: notes, duplicates: duplicates,
      fingerprint: fingerprint)
  }

  /// Returns the data with other words about the same items.
  ///
  /// - Precondition: the ids are the same, in the same order.
  package func with(_ catalogue: Catalogue) -> Dataset {
    precondition(
      catalogue.count == self.catalogue.count && catalogue.ratedCount == self.catalogue.ratedCount,
      "the items are the same")
    var data = self
    data.catalogue = catalogue
    return data
  }

  /// The interval in which ratings lie.
  public var scale: RatingScale { feedback.scale }

  /// True if the ratings have times.
  public var hasTimestamps: Bool { !histories.columns.timestamps.isEmpty }

  /// The earliest and the latest time in seconds since 1970; nil without times or ratings.
  public var timeSpan: ClosedRange<Int64>? {
    guard hasTimestamps else { return nil }
    // Each history is in time order: its ends suffice.
    let times = histories.columns.timestamps
    var span: ClosedRange<Int64>?
    for range in histories.ranges where !range.isEmpty {
      let (first, last) = (times[range.lowerBound], times[range.upperBound - 1])
      span = min(span?.lowerBound ?? first, first)...max(span?.upperBound ?? last, last)
    }
    return span
  }
}
