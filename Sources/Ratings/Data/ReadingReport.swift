/// The columns of a file of ratings that were taken and skipped, and the unit of its times.
///
/// - Stability: evolving.
public struct ReadingReport: Hashable, Sendable {
  /// The columns that were read, as the header has them; without a header as in "column 1".
  public var columns: [ColumnRole: String] = [:]
  /// The columns that were not read, as the header has them.
  public var skippedColumns: [String] = []
  /// The unit of the times in the file; nil without times.
  public var timeUnit: TimeUnit?
  /// The number of unreadable rows that were left out.
  public var badRows = 0
  /// Sentences about what was guessed, for people.
  public var notes: [String] = []
  /// Those of the data set's notes that tell what makes results wrong: times that are not read, are missing or say
  /// nothing, ratings that are all equal.
  public var cautions: [String] = []

  /// Makes a report of nothing.
  public init() {}

  /// The column of the times; nil without times.
  public var timeColumn: String? { columns[.time] }
}
