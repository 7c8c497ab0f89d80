import CRatingsShims

/// Reads members of JSON objects from memory, many bytes at a time.
///
/// It takes the usual forms alone: whoever gets a false or a nil reads the row with a `JSONCursor`, which tells faults.
/// `JSONCursor` takes all that it takes, and gives the same value.
struct JSONRowCursor {
  private var number: PlainCursor
  /// A place so far before the end of the memory that `reach` bytes from it on may be read.
  let limit: UnsafePointer<UInt8>

  /// The bytes from the limit on that may be read.
  static let reach = 64
  /// The most bytes of a text that becomes a key.
  private static let longestKey = 128

  init(at: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>) {
    number = PlainCursor(at: at, separator: .comma)
    self.limit = limit
  }

  /// The next byte.
  var at: UnsafePointer<UInt8> {
    @inline(__always) get { number.at }
    @inline(__always) set { number.at = newValue }
  }

  private var isInside: Bool {
    @inline(__always) get { at < limit }
  }

  // MARK: Marks

  @inline(__always)
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard at.pointee == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  /// Skips the blanks of a line.
  @inline(__always)
  mutating func skipBlanks() {
    while at.pointee <= 32, at.pointee != UInt8(ascii: "\n"), isInside { at += 1 }
  }

  /// Skips the end of an object and of its line.
  @inline(__always)
  mutating func skipEnd() -> Bool {
    guard skip("}") else { return false }
    skipBlanks()
    return skip("\n")
  }

  /// Moves to the next line; returns false if there is none before the limit.
  mutating func skipLine() -> Bool {
    while isInside {
      at += 1
      if at[-1] == UInt8(ascii: "\n") { return true }
    }
    return false
  }

  /// True if the next byte cannot belong to a number or a word.
  private var endsValue: Bool {
    @inline(__always)
    get {
      let byte = at.pointee
      return byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte <= 32
    }
  }

  // MARK: Names

  /// Reads a name without escapes and the colon behind it, up to the value; nil for anything else.
  mutating func name() -> UnsafeBufferPointer<UInt8>? {
    skipBlanks()
    guard skip("\"") else { return nil }
    let start = at
    at = debut_text_mark(at, limit)
    let count = at - start
    guard isInside, skip("\"") else { return nil }
    skipBlanks()
    guard skip(":") else { return nil }
    skipBlanks()
    return isInside ? UnsafeBufferPointer(start: start, count: count) : nil
  }

  // MARK: Values that are not read

  /// Skips any value.
  @inline(__always)
  mutating func skipValue() -> Bool {
    switch at.pointee {
    case UInt8(ascii: "\""):
      at += 1
      return skipText()
    case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested()
    case UInt8(ascii: "-"), 48...57:
      repeat { at += 1 } while isInside && !endsValue && at.pointee != UInt8(ascii: "]")
      return isInside
    default: return skipWord("null") || skipWord("true") || skipWord("false")
    }
  }

  private mutating func skipWord(_ word: StaticString) -> Bool {
    guard TextHash.areEqual(at, word.utf8Start, word.utf8CodeUnitCount) else { return false }
    at += word.utf8CodeUnitCount
    return endsValue
  }

  /// Skips the rest of a text and the quote at its end.
  @inline(__always)
  private mutating func skipText() -> Bool {
    while true {
      at = debut_text_mark(at, limit)
      guard isInside, at.pointee != UInt8(ascii: "\n") else { return false }
      if skip("\"") { return true }
      guard skipEscape() else { return false }
    }
  }

  private mutating func skipEscape() -> Bool {
    let letter = at[1]
    at += 2
    guard letter == UInt8(ascii: "u") else { return "ntrbf\"\\/".utf8.contains(letter) }
    for _ in 0..<4 {
      let isDigit = at.pointee &- 48 <= 9 || (at.pointee | 32) &- UInt8(ascii: "a") <= 5
      guard isDigit else { return false }
      at += 1
    }
    return isInside
  }

  private mutating func skipNested() -> Bool {
    var depth = 0
    repeat {
      guard isInside else { return false }
      let byte = at.pointee
      at += 1
      switch byte {
      case UInt8(ascii: "\""): guard skipText() else { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\n"): return false
      default: break
      }
    } while depth > 0
    return true
  }

  // MARK: Values that are read

  /// Reads a whole number of at most 15 digits, which may be in quotes and have a fraction of zeros; otherwise
  /// returns -1.
  ///
  /// - Parameter point: what is put into the forms if there is a point.
  @inline(__always)
  mutating func wholeNumber(_ forms: inout Spellings, point: Spellings) -> Int64 {
    let isQuoted = skip("\"")
    let value = number.wholeNumber()
    guard value >= 0 else { return -1 }
    if at.pointee == UInt8(ascii: ".") {
      guard let hasOthers = skipFraction(), !hasOthers else { return -1 }
      forms.formUnion(point)
    }
    return isQuoted ? (skip("\"") ? value : -1) : (endsValue ? value : -1)
  }

  /// Skips a point and the digits after it, and returns true if any is not 0; nil without digits.
  private mutating func skipFraction() -> Bool? {
    at += 1
    let start = at
    var hasOthers = false
    while isInside, at.pointee &- 48 <= 9 {
      hasOthers = hasOthers || at.pointee != 48
      at += 1
    }
    return at > start ? hasOthers : nil
  }

  /// Reads stars, which may be in quotes; NaN if they are anything but a plain number.
  @inline(__always)
  mutating func stars() -> Float {
    let isQuoted = skip("\"")
    let value = number.decimal()
    return (isQuoted ? skip("\"") : endsValue) ? value : .nan
  }

  /// Reads a time: a whole number, whose fraction is dropped, or a date in quotes; otherwise returns -1.
  @inline(__always)
  mutating func time(_ forms: inout Spellings) -> Int64 {
    let start = at
    let isQuoted = skip("\"")
    let value = number.wholeNumber()
    if value > 0, isQuoted ? at.pointee == UInt8(ascii: "\"") : endsValue {
      if isQuoted { at += 1 }
      forms.insert(.numbers)
      return value
    }
    at = start
    return unusualTime(&forms)
  }

  private mutating func unusualTime(_ forms: inout Spellings) -> Int64 {
    let isQuoted = skip("\"")
    let start = at
    let value = number.wholeNumber()
    if isQuoted, at.pointee == UInt8(ascii: "-") {
      at = debut_text_mark(start, limit)
      let text = UnsafeBufferPointer(start: start, count: at - start)
      guard isInside, skip("\""), text.count >= 10, text[4] == UInt8(ascii: "-"),
        let date = DateBytes.seconds(text), date >= 0
      else { return -1 }
      forms.insert(.dates)
      return date
    }
    guard value >= 0 else { return -1 }
    if at.pointee == UInt8(ascii: ".") {
      guard let hasOthers = skipFraction() else { return -1 }
      forms.insert(.pointTimes)
      if hasOthers { forms.insert(.fractionTimes) }
    }
    guard isQuoted ? skip("\"") : endsValue else { return -1 }
    if value != 0 { forms.insert(.numbers) }
    return value
  }

  /// Reads a text in quotes, hashing it on the way; nil if it is empty or long, or has bytes that ask for a closer
  /// look: escapes, control characters, blanks around it.
  @inline(__always)
  mutating func key() -> TextField? {
    guard skip("\""), at.pointee != UInt8(ascii: " ") else { return nil }
    let end = min(at + Self.longestKey, limit)
    guard let field = TextField(from: at, before: end, stops: Self.stops) else { return nil }
    let quote = field.start + field.count
    guard quote.pointee == UInt8(ascii: "\""), quote[-1] != UInt8(ascii: " ") else { return nil }
    at = quote + 1
    return field
  }

  /// Returns ones at the top bits of bytes: at the first one that is a quote, a backslash or a control character, and
  /// at none before it.
  @inline(__always)
  private static func stops(_ word: UInt64) -> UInt64 {
    TextHash.places(below: 0x20, in: word) | TextHash.places(of: UInt8(ascii: "\""), in: word)
      | TextHash.places(of: UInt8(ascii: "\\"), in: word)
  }

  /// Moves past a text in quotes if its bytes are those of the row before.
  @inline(__always)
  mutating func skip(_ last: RepeatedText) -> Bool { number.skip(last) }
}
