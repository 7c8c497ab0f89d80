/// Reads dates as ISO 8601 writes them.
enum DateBytes {
  /// Returns the seconds since 1970 of `2011-03-17`, `2011-03-17T18:30`, `2011-03-17 18:30:05.25` and the
  /// like; nil for other text.
  ///
  /// `Z` or an offset such as `+01:00` may follow a time of day; without one the time is UTC. Fractions of a
  /// second are dropped.
  static func seconds(_ bytes: some Collection<UInt8>) -> Int64? {
    var rest = Array(bytes)[...]
    guard let year = number(&rest, 4), skip("-", &rest), let month = number(&rest, 2),
      skip("-", &rest), let day = number(&rest, 2), let days = days(year, month, day)
    else { return nil }
    let midnight = days * 86_400
    guard let mark = rest.first else { return midnight }
    guard mark == UInt8(ascii: "T") || mark == UInt8(ascii: "t") || mark == UInt8(ascii: " ") else {
      return nil
    }
    rest.removeFirst()
    guard let hour = number(&rest, 2), hour < 24, skip(":", &rest), let minute = number(&rest, 2),
      minute < 60
    else { return nil }
    var second: Int64 = 0
    if skip(":", &rest) {
      guard let read = number(&rest, 2), read <= 60 else { return nil }
      second = read
      if skip(".", &rest) {
        guard rest.first.map(isDigit) ?? false else { return nil }
        rest = rest.drop(while: isDigit)
      }
    }
    guard let offset = offset(&rest), rest.isEmpty else { return nil }
    return midnight + hour * 3_600 + minute * 60 + second - offset
  }

  /// Returns the seconds since 1970 of a day written as `20110317`; nil for other text.
  static func secondsOfDigits(_ bytes: some Collection<UInt8>) -> Int64? {
    guard bytes.count == 8, bytes.allSatisfy(isDigit) else { return nil }
    return seconds(ofDigits: bytes.reduce(0) { $0 * 10 + Int64($1 - 48) })
  }

  /// Returns the seconds since 1970 of a day whose eight digits are a number such as 20110317; nil for others.
  static func seconds(ofDigits number: Int64) -> Int64? {
    let (year, rest) = number.quotientAndRemainder(dividingBy: 10_000)
    guard year >= 1900, year < 2200 else { return nil }
    return days(year, rest / 100, rest % 100).map { $0 * 86_400 }
  }

  /// Reads a zone and returns its seconds east of UTC; 0 if there is none.
  private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    if rest.isEmpty || skip("Z", &rest) || skip("z", &rest) { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard skip("+", &rest) || skip("-", &rest), let hours = number(&rest, 2), hours < 24 else {
      return nil
    }
    _ = skip(":", &rest)
    let minutes = rest.isEmpty ? 0 : number(&rest, 2)
    guard let minutes, minutes < 60 else { return nil }
    return (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }

  /// Returns the days since 1970 of a day of the Gregorian calendar; nil if the calendar lacks it.
  ///
  /// The year is counted from March, so that the leap day is its last (Howard Hinnant,
  /// "chrono-Compatible Low-Level Date Algorithms").
  static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    // Odd months are the long ones up to July, even ones from August on.
    let length: Int64 = month == 2 ? (isLeap ? 29 : 28) : 30 + (month + month / 8) % 2
    guard month >= 1, month <= 12, day >= 1, day <= length else { return nil }
    let fromMarch = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return fromMarch * 365 + fromMarch / 4 - fromMarch / 100 + fromMarch / 400 + dayOfYear - 719_468
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ digits: Int) -> Int64? {
    let part = rest.prefix(digits)
    guard part.count == digits, part.allSatisfy(isDigit) else { return nil }
    rest.removeFirst(digits)
    return part.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }

  private static func skip(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first.map({ Unicode.Scalar($0) == mark }) ?? false else { return false }
    rest.removeFirst()
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 <= 9 }
}
