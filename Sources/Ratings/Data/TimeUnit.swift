/// The unit of the times in a file.
///
/// - Stability: evolving; cases may be added.
public enum TimeUnit: String, CaseIterable, Hashable, Sendable {
  case seconds, milliseconds, microseconds, nanoseconds
  /// Dates such as 2011-03-17, with or without a time of day.
  case dates
  /// Rows of one file have different units.
  case mixed

  /// The units that numbers may have.
  public static let ofNumbers: [TimeUnit] = [.seconds, .milliseconds, .microseconds, .nanoseconds]

  /// Reads the unit of times that are numbers, such as `milliseconds`.
  ///
  /// - Throws: `DataError.badOption`.
  public init(parsing text: String) throws {
    guard let unit = TimeUnit(rawValue: text), Self.ofNumbers.contains(unit) else {
      throw DataError.badOption(
        name: "--time-unit", value: text,
        expected: "one of " + Self.ofNumbers.map(\.rawValue).joined(separator: ", "))
    }
    self = unit
  }

  /// The number of these units in a second; 1 for dates and mixed units, which are seconds once read.
  public var perSecond: Int64 {
    switch self {
    case .seconds, .dates, .mixed: 1
    case .milliseconds: 1_000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }

  /// Returns the unit in which a number is a time of our age.
  ///
  /// Below 10^11 it is seconds, up to the year 5138; each unit has the three powers of ten above the one
  /// before. Milliseconds of before March 1973 are taken for seconds.
  public static func ofMagnitude(_ time: Int64) -> TimeUnit {
    switch time.magnitude {
    case ..<100_000_000_000: .seconds
    case ..<100_000_000_000_000: .milliseconds
    case ..<100_000_000_000_000_000: .microseconds
    default: .nanoseconds
    }
  }
}
