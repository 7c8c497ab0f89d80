/// The columns of a file of ratings that were taken and skipped, and the unit of its times.
///
/// - Stability: evolving.
public struct ReadingReport: Hashable, Sendable {
  /// The column of the times, as the header has it; nil without a header or times.
  public var timeColumn: String?
  /// The columns that were not read, as the header has them.
  public var skippedColumns: [String] = []
  /// The unit of the times in the file; nil without times.
  public var timeUnit: TimeUnit?
  /// Sentences about what was guessed, for people.
  public var notes: [String] = []

  /// Makes a report of nothing.
  public init() {}
}
