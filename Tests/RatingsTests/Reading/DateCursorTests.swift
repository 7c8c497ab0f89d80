import Testing

@testable import Ratings

/// The fast reading of dates comes to what `DateBytes` comes to, or leaves them alone.
@Suite("Dates, eight bytes at a time")
struct DateCursorTests {
  /// Returns the seconds that the cursor reads before a comma, and if it takes the whole text; nil if it refuses.
  private func seconds(_ text: String, _ last: inout RepeatedDay) throws -> Int64? {
    let bytes = Array(text.utf8) + [44] + [UInt8](repeating: 0x39, count: PlainCursor.reach)
    return try bytes.withUnsafeBufferPointer { bytes in
      let start = try #require(bytes.baseAddress)
      var cursor = PlainCursor(at: start, separator: .comma)
      let value = cursor.date(&last)
      return value >= 0 && cursor.at - start == text.utf8.count ? value : nil
    }
  }

  private func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(count - text.utf8.count, 0)) + text
  }

  @Test("Every day of the calendar follows the one before, and no other is one")
  func calendar() throws {
    var expected: Int64?
    for year in 1890...2110 {
      for month in 0...13 {
        for day in 0...32 {
          let text = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
          var last = RepeatedDay()
          let read = try seconds(text, &last)
          guard let found = DateBytes.seconds(text.utf8) else {
            #expect(read == nil)
            continue
          }
          if let expected { #expect(found == expected) }
          #expect(read == (found < 0 ? nil : found))
          expected = found + 86_400
        }
      }
    }
    #expect(expected == DateBytes.seconds("2111-01-01".utf8))
    #expect(DateBytes.seconds("1970-01-01".utf8) == 0)
    #expect(DateBytes.seconds("2000-02-29".utf8) == 951_782_400)
    #expect(DateBytes.seconds("1900-02-29".utf8) == nil)
  }

  private static let years = [1899, 1900, 1969, 1970, 1999, 2000, 2015, 2024, 2100, 9999, 0]
  private static let zones = ["", "Z", "z", "+01:00", "-0830", "+05", "-23:59"]
  private static let oddZones = ["+24:00", "+1", "+01:", "+01:60", "+-1:00", " Z", "ZZ", "+01:0"]

  @Test("Random dates: leap years, ends of days, fractions and zones", arguments: [UInt64](1...8))
  func random(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var last = RepeatedDay()
    var taken = 0
    for _ in 0..<4_000 {
      let year = Self.years[random.below(Self.years.count)]
      var text = "\(digits(year, 4))-\(digits(random.below(14), 2))-\(digits(random.below(33), 2))"
      var isUsual = true
      if random.below(8) > 0 {
        text += ["T", "t", " "][random.below(3)]
        text += "\(digits(random.below(25), 2)):\(digits(random.below(61), 2))"
        if random.below(6) > 0 {
          text += ":" + digits(random.below(62), 2)
          if random.below(3) == 0 {
            let count = random.below(26)
            text += "." + String((0..<count).map { _ in Character("\(random.below(10))") })
            isUsual = count < 23
          }
        }
        if random.below(12) == 0 {
          text += Self.oddZones[random.below(Self.oddZones.count)]
          isUsual = false
        } else {
          text += Self.zones[random.below(Self.zones.count)]
        }
      }
      if random.below(10) == 0 {
        var bytes = Array(text.utf8)
        bytes[random.below(bytes.count)] = UInt8(32 + random.below(95))
        text = String(decoding: bytes, as: UTF8.self).replacing(",", with: "x")
        isUsual = false
      }
      let expected = DateBytes.seconds(text.utf8).flatMap { $0 < 0 ? nil : $0 }
      let read = try seconds(text, &last)
      if isUsual || read != nil { #expect(read == expected, "\(text)") }
      if read != nil { taken += 1 }
    }
    #expect(taken > 1_000)
  }

  @Test("Separators end a date that could go on")
  func separators() throws {
    func length(_ text: String, _ separator: FieldSeparator) throws -> Int? {
      let bytes = Array(text.utf8) + [UInt8](repeating: 0x39, count: PlainCursor.reach)
      return try bytes.withUnsafeBufferPointer { bytes in
        let start = try #require(bytes.baseAddress)
        var cursor = PlainCursor(at: start, separator: separator)
        var last = RepeatedDay()
        return cursor.date(&last) >= 0 ? cursor.at - start : nil
      }
    }
    let colon = try FieldSeparator(parsing: ":")
    #expect(try length("2011-03-17 10:11:12,", .blanks) == 10)
    #expect(try length("2011-03-17T10:11:12,", colon) == nil)
    #expect(try length("2011-03-17:10:11,", colon) == 10)
    #expect(try length("2011-03-17T10:11:12::4,", .doubleColon) == 19)
    #expect(try length("2011-03-17T10:11::4,", .doubleColon) == nil)
  }
}
