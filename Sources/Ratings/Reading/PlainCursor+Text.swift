extension PlainCursor {
  /// The most bytes of a field that `textField` reads; longer ones are left to the scanner.
  static let longestText = 128
  /// A bound on the bytes of a row with texts in place of ids, and of the words read beyond it.
  static let textReach = 2 * (longestText + 2 * TextHash.width) + reach

  /// Reads a field up to the separator, a blank, a quote or a control character, hashing it on the way; nil if it is
  /// empty or long. What follows asks for a closer look, unless it ends the field.
  @inline(__always)
  mutating func textField() -> TextField? {
    guard let field = TextField(from: at, before: at + Self.longestText, stops: stops) else {
      return nil
    }
    at += field.count
    return field
  }

  /// Returns ones at the top bits of bytes: at the first byte that is the separator or below `#`, and at none
  /// before it.
  @inline(__always)
  private func stops(_ word: UInt64) -> UInt64 {
    TextHash.places(below: UInt8(ascii: "#"), in: word) | TextHash.places(of: separator, in: word)
  }

  /// Moves past a field and what is kept behind it if its bytes are those of the row before; otherwise returns false.
  @inline(__always)
  mutating func skip(_ last: RepeatedText) -> Bool {
    guard last.length > 0,
      (TextHash.word(at) ^ last.words.0) & last.masks.0 == 0,
      (TextHash.word(at + 8) ^ last.words.1) & last.masks.1 == 0
    else { return false }
    at += last.length
    return true
  }
}

/// A text in the row before and what is behind it: the separator, or one byte. Together they have at most 16 bytes.
struct RepeatedText {
  fileprivate let words: (UInt64, UInt64)
  /// Ones at the bytes that count.
  fileprivate let masks: (UInt64, UInt64)
  /// The number of bytes; 0 if no field is repeated.
  fileprivate let length: Int
  /// The code of the text.
  let code: Int32

  /// Makes a field that no other repeats.
  init() {
    (words, masks, length, code) = ((0, 0), (0, 0), 0, -1)
  }

  /// Makes a field of the bytes up to `end`, at least one behind the text included; one that no other repeats, if
  /// there are more than 16.
  @inline(__always)
  init(from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, code: Int32) {
    let length = end - start
    words = (TextHash.word(start), TextHash.word(start + 8))
    masks = (TextHash.mask(length), TextHash.mask(length &- 8))
    self.length = length <= 16 ? length : 0
    self.code = code
  }
}
