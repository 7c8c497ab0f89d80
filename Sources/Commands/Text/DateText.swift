/// Dates of timestamps, in UTC.
package enum DateText {
  private static let secondsPerDay: Int64 = 86_400

  /// Returns the day of a number of seconds since 1970: "1996-03-29". Any number of seconds is
  /// allowed.
  ///
  /// Days are counted from 1 March of the year 0, so that leap days come last (proleptic Gregorian
  /// calendar, 400 years of 146,097 days).
  package static func day(_ timestamp: Int64) -> String {
    let day = floorDivide(timestamp, secondsPerDay) + 719_468
    let era = floorDivide(day, 146_097)
    let dayOfEra = day - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return
      "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2))"
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-(a + 1)) / b) - 1
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}
