import Foundation
import Testing

@testable import Ratings

@Suite("Keys")
struct KeyTests {
  typealias Key = Vocabulary.Key
  static let composed = "Am\u{E9}lie"
  static let decomposed = "Ame\u{301}lie"

  @Test("A number and the text of its digits are different keys")
  func kinds() {
    let (number, text): (Key, Key) = (7, "7")
    #expect(number != text && Set([number, text, 7, "7"]).count == 2)
    #expect(number.number == 7 && text.number == nil && text.isText && !number.isText)
    #expect(number.description == "7" && text.description == "7")
  }

  @Test("Composed and decomposed accents are different keys, though equal strings")
  func accents() {
    #expect(Self.composed == Self.decomposed)
    let (a, b) = (Key(Self.composed), Key(Self.decomposed))
    #expect(a != b && Set([a, b]).count == 2)
    #expect((a < b) != (b < a))
  }

  @Test("Numbers come by value before texts, texts by their bytes")
  func order() {
    let keys: [Key] = ["b", 10, "Z", 9, "", "a\u{0}", "a", "\u{FF5E}", "\u{1F600}", "10", "é"]
    let sorted: [Key] = [9, 10, "", "10", "Z", "a", "a\u{0}", "b", "é", "\u{FF5E}", "\u{1F600}"]
    #expect(keys.sorted() == sorted)
  }

  @Test(
    "A written id is a number if it is one as numbers are written",
    arguments: [
      ("7", 7), ("0", 0), ("9223372036854775807", .max), ("9223372036854775808", nil), ("007", nil),
      ("-7", nil), ("+7", nil), ("7.0", nil), (" 7", nil), ("", nil), ("u7", nil), ("٧", nil),
    ] as [(String, Int64?)])
  func written(text: String, number: Int64?) {
    #expect(Key(written: text).number == number)
    #expect(Key(written: text).description == text)
  }

  @Test("JSON has numbers and strings")
  func json() throws {
    let keys: [Key] = [318, "B000000005", "318", Key(Int64.max)]
    let data = try JSONEncoder().encode(keys)
    #expect(
      String(decoding: data, as: UTF8.self) == #"[318,"B000000005","318",9223372036854775807]"#)
    #expect(try JSONDecoder().decode([Key].self, from: data) == keys)
    for text in ["[-1]", "[1.5]", "[null]", "[[1]]", "[9223372036854775808]"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([Key].self, from: Data(text.utf8))
      }
    }
  }
}
