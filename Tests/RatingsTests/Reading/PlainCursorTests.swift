import Testing

@testable import Ratings

@Suite("Numbers, eight bytes at a time")
struct PlainCursorTests {
  /// Returns what `read` makes of a text, and how many bytes it takes.
  private func reading<Value>(
    _ text: String, separator: FieldSeparator = .comma,
    _ read: (inout PlainCursor) -> Value
  ) throws -> (value: Value, taken: Int) {
    let bytes = Array(text.utf8) + [UInt8](repeating: 0xFF, count: PlainCursor.reach)
    return try bytes.withUnsafeBufferPointer { bytes in
      let start = try #require(bytes.baseAddress)
      var cursor = PlainCursor(at: start, separator: separator)
      let value = read(&cursor)
      return (value, cursor.at - start)
    }
  }

  @Test("Whole numbers of up to eighteen digits", arguments: 1...18)
  func wholeNumbers(digits: Int) throws {
    var random = SeededGenerator(seed: UInt64(digits))
    for follower in [",", "\n", ":", "\t", "/", "\u{7F}", "é", " ", "\0"] {
      for _ in 0..<50 {
        let text = String((0..<digits).map { _ in Character("\(random.below(10))") })
        let (value, taken) = try reading(text + follower) { $0.wholeNumber() }
        #expect(value == Int64(text))
        #expect(taken == digits)
      }
    }
  }

  @Test(
    "What is no such number is left to others",
    arguments: [
      "", ",", "-1", "+1", " 1", "x", "9223372036854775808", "9999999999999999999",
      "12345678901234567890", "123456789012345678901234", ".5",
    ])
  func others(_ text: String) throws {
    #expect(try reading(text + ",") { $0.wholeNumber() }.value < 0)
  }

  @Test("The largest whole number")
  func largest() throws {
    let (value, taken) = try reading("9223372036854775807,") { $0.wholeNumber() }
    #expect(value == .max && taken == 19)
  }

  @Test("Stars with a minus or a decimal comma")
  func stars() throws {
    for (text, value) in [("-3.5", -3.5), ("-0", -0.0), ("4", 4), ("0.25", 0.25)]
      as [(String, Float)]
    {
      var spellings = Spellings()
      let (read, taken) = try reading(text + ",") { $0.stars(&spellings) }
      #expect(read.bitPattern == value.bitPattern && taken == text.utf8.count && spellings == [])
    }
    for (text, value) in [("3,5", 3.5), ("-7,82", -7.82), ("123456,25", 123_456.25)]
      as [(String, Float)]
    {
      var spellings = Spellings()
      let (read, taken) = try reading(text + ";", separator: .semicolon) { $0.stars(&spellings) }
      #expect(read == value && taken == text.utf8.count && spellings == .decimalCommas)
    }
    for text in ["--3", "-", ",5", "3,", "+4"] {
      var spellings = Spellings()
      #expect(try reading(text + ";", separator: .semicolon) { $0.stars(&spellings) }.value.isNaN)
    }
  }

  @Test("Fields of any bytes, in quotes or not, up to what ends them")
  func fields() throws {
    for length in 0...40 {
      let text = String(repeating: "x", count: length)
      for end in [",", "\n", "\r\n"] {
        let bytes = try reading(text + end) { cursor in
          let limit = cursor.at + 100
          return cursor.field(hasQuotes: true, before: limit)?.count
        }
        #expect(bytes == (length, length))
        let quoted = try reading("\"" + text + "\"" + end) { cursor in
          let limit = cursor.at + 100
          return cursor.field(hasQuotes: true, before: limit)?.count
        }
        #expect(quoted == (length, length + 2))
      }
      let early = try reading(text + "::") { cursor in
        let limit = cursor.at + length
        return cursor.field(hasQuotes: true, before: limit) == nil
      }
      #expect(early.value == true)
    }
    let colons = try reading("a:b:\rc::d", separator: .doubleColon) { cursor in
      let limit = cursor.at + 100
      return cursor.field(hasQuotes: false, before: limit)?.count
    }
    #expect(colons == (6, 6))
    let doubled = try reading("\"a\"\"b\",") { cursor in
      let limit = cursor.at + 100
      return cursor.field(hasQuotes: true, before: limit)?.hasDoubledQuotes
    }
    #expect(doubled == (true, 6))
    let ended = try reading("\"a\nb\",") { cursor in
      let limit = cursor.at + 100
      return cursor.field(hasQuotes: true, before: limit) == nil
    }
    #expect(ended.value)
  }

  @Test("Ratings are the nearest Float")
  func ratings() throws {
    for number in 0...99_999 where number < 2_000 || number % 97 == 0 {
      let texts = [
        "\(number)", "\(number / 10).\(number % 10)",
        "\(number / 100).\(number % 100 / 10)\(number % 10)",
      ]
      for text in texts {
        let (value, taken) = try reading(text + ",") { $0.decimal() }
        #expect(value == Float(text))
        #expect(taken == text.utf8.count)
      }
    }
  }

  @Test(
    "Ratings in other shapes are left to others",
    arguments: ["", ".5", "-1", "3.", "1e1", "nan", "3.5e1", "1234567", "3.12345678"])
  func otherRatings(_ text: String) throws {
    let (value, taken) = try reading(text + ",") { $0.decimal() }
    #expect(value.isNaN || taken < text.utf8.count)
  }

  @Test("Fields that repeat themselves, or nearly")
  func repeated() throws {
    let texts = [
      "1,", "1,", "12,", "1,", "1234567,", "1234567,", "12345678,", "12345678,", "12345679,",
      "123456789012,", "123456789012,", "12,", "123,", "12,", "01,", "1,", "x,", "1,", "1;",
    ]
    var last = RepeatedField()
    for text in texts {
      let (value, taken) = try reading(text + "7") { $0.repeatedNumber(&last) }
      let expected = text.last == "," ? Int64(text.dropLast()) : nil
      #expect(value == expected ?? -1)
      if expected != nil { #expect(taken == text.utf8.count) }
    }
  }

  @Test("Separators and line ends")
  func separators() throws {
    #expect(try reading(",1") { $0.skipSeparator() } == (true, 1))
    #expect(try reading("::1", separator: .doubleColon) { $0.skipSeparator() } == (true, 2))
    #expect(try !reading(":1", separator: .doubleColon) { $0.skipSeparator() }.value)
    #expect(try reading("\t", separator: .tab) { $0.skipSeparator() } == (true, 1))
    #expect(try !reading("\t") { $0.skipSeparator() }.value)
    #expect(try reading("\n") { $0.skipLineEnd() } == (true, 1))
    #expect(try reading("\r\n") { $0.skipLineEnd() } == (true, 2))
    #expect(try !reading("\r1") { $0.skipLineEnd() }.value)
  }
}
