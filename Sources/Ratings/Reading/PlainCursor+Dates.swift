extension PlainCursor {
  /// Reads `2015-03-02`, `2015-03-02T10:11` or `2015-03-02 10:11:12`, with a fraction and a zone if they follow, and
  /// returns the seconds since 1970; -1 for other text, and for times before 1970.
  @inline(__always)
  mutating func date(_ last: inout RepeatedDay) -> Int64 {
    let (first, second) = (TextHash.word(at), TextHash.word(at + 8) & 0xFFFF)
    if first != last.first || second != last.second {
      guard let day = RepeatedDay(first, second) else { return -1 }
      last = day
    }
    let mark = at[10]
    // A blank that is the separator ends the field, and so does a colon.
    let isMark = mark | 0x20 == UInt8(ascii: "t") || mark == UInt8(ascii: " ")
    guard isMark, separator != UInt8(ascii: " ") else {
      at += 10
      return last.midnight < 0 ? -1 : last.midnight
    }
    guard separator != UInt8(ascii: ":") || isDoubled else { return -1 }
    at += 11
    let seconds = timeOfDay()
    let sum = last.midnight &+ seconds
    return seconds == .min || sum < 0 ? -1 : sum
  }

  /// Reads `10:11:12` and what may follow; returns the seconds since midnight in UTC, or `Int64.min`.
  ///
  /// Digits exclusive-or "0" are 0 to 9, and colons exclusive-or ":" are 0: sums with 6 and with 15 leave the upper
  /// halves of these bytes empty, and of no others.
  @inline(__always)
  private mutating func timeOfDay() -> Int64 {
    let word = TextHash.word(at) ^ 0x3030_3A30_303A_3030
    let others = ((word &+ 0x0606_0F06_060F_0606) | word) & 0xF0F0_F0F0_F0F0_F0F0
    let pairs = word &* 10 &+ word &>> 8
    var time = Int64(bitPattern: (pairs & 0xFF) &* 3_600 &+ ((pairs &>> 24) & 0xFF) &* 60)
    guard pairs & 0xFF < 24, (pairs &>> 24) & 0xFF < 60 else { return .min }
    if others == 0 {
      let second = (pairs &>> 48) & 0xFF
      guard second <= 60 else { return .min }
      time &+= Int64(bitPattern: second)
      at += 8
      if at.pointee == UInt8(ascii: "."), fraction() == nil { return .min }
    } else {
      // Without seconds.
      guard others & 0xFF_FFFF_FFFF == 0, at[5] != UInt8(ascii: ":") else { return .min }
      at += 5
    }
    if at.pointee | 0x20 == UInt8(ascii: "z") {
      at += 1
      return time
    }
    let isWest = at.pointee == UInt8(ascii: "-")
    guard isWest || at.pointee == UInt8(ascii: "+") else { return time }
    let offset = offset()
    return offset < 0 ? .min : isWest ? time &+ offset : time &- offset
  }

  /// Reads a sign, two digits of hours and perhaps two of minutes; returns the seconds, or -1.
  private mutating func offset() -> Int64 {
    func pair(_ place: UnsafePointer<UInt8>) -> Int64? {
      let (tens, ones) = (place[0] &- 48, place[1] &- 48)
      return tens <= 9 && ones <= 9 ? Int64(tens &* 10 &+ ones) : nil
    }
    guard let hours = pair(at + 1), hours < 24 else { return -1 }
    at += 3
    let hasColon = at.pointee == UInt8(ascii: ":")
    guard hasColon || at.pointee &- 48 <= 9 else { return hours &* 3_600 }
    guard let minutes = pair(hasColon ? at + 1 : at), minutes < 60 else { return -1 }
    at += hasColon ? 3 : 2
    return hours &* 3_600 &+ minutes &* 60
  }

  /// Passes over a point and 1 to 23 digits; returns true if all of them are zeros, nil if there are none, or more.
  @inline(never)
  mutating func fraction() -> Bool? {
    at += 1
    var digits: UInt64 = 0
    for _ in 0..<3 {
      let word = TextHash.word(at) ^ 0x3030_3030_3030_3030
      let count = Self.digits(word)
      digits |= word & TextHash.mask(count)
      at += count
      if count < 8 { return at[-1] == UInt8(ascii: ".") ? nil : digits == 0 }
    }
    return nil
  }

  /// Passes over a point and zeros behind a whole number; returns false if there is another fraction.
  ///
  /// - Parameter spellings: gets the point.
  @inline(__always)
  mutating func skipZeros(_ spellings: inout Spellings) -> Bool {
    guard at.pointee == UInt8(ascii: ".") else { return true }
    spellings.insert(.pointIDs)
    return fraction() == true
  }

  /// Reads a time: a whole number, whose fraction is dropped, or a date; returns -1 for other text.
  ///
  /// - Parameters:
  ///   - isOfDates: true if `20110317` is a day.
  ///   - spellings: gets the form of the time.
  @inline(__always)
  mutating func time(
    _ last: inout RepeatedDay, isOfDates: Bool, _ spellings: inout Spellings
  ) -> Int64 {
    if at[4] == UInt8(ascii: "-") {
      spellings.insert(.dates)
      return date(&last)
    }
    let start = at
    let value = wholeNumber()
    if isOfDates, at - start == 8, let day = DateBytes.seconds(ofDigits: value) {
      spellings.insert(.dates)
      return day < 0 ? -1 : day
    }
    if at.pointee == UInt8(ascii: "."), value >= 0 {
      guard let isZero = fraction() else { return -1 }
      spellings.insert(isZero ? .pointTimes : [.pointTimes, .fractionTimes])
    }
    if value > 0 { spellings.insert(.numbers) }
    return value
  }
}

/// The day of the row before, by its ten bytes.
struct RepeatedDay {
  /// The bytes of year and month, and those of the day.
  fileprivate let first: UInt64
  fileprivate let second: UInt64
  /// The seconds from 1970 to its start.
  fileprivate let midnight: Int64

  /// Makes a day that no date has.
  init() { (first, second, midnight) = (0, 0, 0) }

  /// Reads the bytes `2015-03-` and `02`; nil if they are no day of the calendar.
  fileprivate init?(_ first: UInt64, _ second: UInt64) {
    let word = first ^ 0x2D30_302D_3030_3030
    let day = second ^ 0x3030
    let others = ((word &+ 0x0F06_060F_0606_0606) | word) & 0xF0F0_F0F0_F0F0_F0F0
    guard others | (((day &+ 0x0606) | day) & 0xF0F0) == 0 else { return nil }
    let pairs = word &* 10 &+ word &>> 8
    let year = (pairs & 0xFF) &* 100 &+ (pairs &>> 16) & 0xFF
    guard
      let days = DateBytes.days(
        Int64(year), Int64((pairs &>> 40) & 0xFF), Int64((day & 0xFF) &* 10 &+ day &>> 8))
    else { return nil }
    (self.first, self.second, midnight) = (first, second, days * 86_400)
  }
}
