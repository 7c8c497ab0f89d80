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

  @Test("Whole numbers of up to fifteen digits", arguments: 1...15)
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
    arguments: ["", ",", "-1", "+1", " 1", "x", "1234567890123456", "12345678901234567890", ".5"])
  func others(_ text: String) throws {
    #expect(try reading(text + ",") { $0.wholeNumber() }.value < 0)
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
