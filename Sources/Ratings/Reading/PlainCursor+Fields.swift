extension PlainCursor {
  /// Passes over fields and the separators behind them; false if a row ends before, or the limit is reached, or a
  /// field in quotes has a line end.
  @inline(__always)
  mutating func skipFields(_ count: Int, hasQuotes: Bool, before limit: UnsafePointer<UInt8>)
    -> Bool
  {
    for _ in 0..<count {
      guard field(hasQuotes: hasQuotes, before: limit) != nil, skipSeparator() else { return false }
    }
    return true
  }

  /// Passes over a field of any bytes, and returns them without the quotes around; nil if the field is not ended
  /// before the limit, or has a line end within quotes.
  ///
  /// Leaves the cursor at what follows the field: after a closing quote this may be anything.
  @inline(__always)
  mutating func field(hasQuotes: Bool, before limit: UnsafePointer<UInt8>) -> PlainField? {
    if hasQuotes, at.pointee == UInt8(ascii: "\"") { return quotedField(before: limit) }
    let start = at
    while at < limit {
      let stops = places(of: separator, or: UInt8(ascii: "\n"))
      guard stops != 0 else {
        at += TextHash.width
        continue
      }
      at += stops.trailingZeroBitCount &>> 3
      if at.pointee != separator {
        if at > start, at[-1] == UInt8(ascii: "\r") { at -= 1 }
      } else if isDoubled, at[1] != separator {
        at += 1
        continue
      }
      return PlainField(start: start, count: at - start, hasDoubledQuotes: false)
    }
    return nil
  }

  /// Passes over a field in quotes and the quotes.
  @inline(never)
  private mutating func quotedField(before limit: UnsafePointer<UInt8>) -> PlainField? {
    at += 1
    let start = at
    var isDoubled = false
    while at < limit {
      let stops = places(of: UInt8(ascii: "\""), or: UInt8(ascii: "\n"))
      guard stops != 0 else {
        at += TextHash.width
        continue
      }
      at += stops.trailingZeroBitCount &>> 3
      guard at.pointee == UInt8(ascii: "\"") else { return nil }
      at += 1
      guard at.pointee == UInt8(ascii: "\"") else {
        return PlainField(start: start, count: at - 1 - start, hasDoubledQuotes: isDoubled)
      }
      isDoubled = true
      at += 1
    }
    return nil
  }

  /// Returns ones at the top bits of bytes of the next word: at the first that is one of two, and at none before it.
  @inline(__always)
  private func places(of one: UInt8, or other: UInt8) -> UInt64 {
    let word = TextHash.word(at)
    return TextHash.places(of: one, in: word) | TextHash.places(of: other, in: word)
  }
}

/// A field of any bytes, as the row scanner finds it.
struct PlainField {
  let start: UnsafePointer<UInt8>
  /// The number of bytes, without quotes around them.
  let count: Int
  /// True if the field holds quotes written twice.
  let hasDoubledQuotes: Bool

  /// The bytes without the blanks around them.
  @inline(__always)
  var trimmed: UnsafeBufferPointer<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
    var (first, end) = (0, count)
    while first < end, isBlank(start[first]) { first &+= 1 }
    while end > first, isBlank(start[end &- 1]) { end &-= 1 }
    return UnsafeBufferPointer(start: start + first, count: end &- first)
  }
}
