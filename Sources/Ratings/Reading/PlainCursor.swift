/// Reads bare numbers eight bytes at a time.
///
/// It reads at most `PlainCursor.reach` bytes from the start of a row; the caller makes sure that
/// they exist.
struct PlainCursor {
  /// The next byte.
  var at: UnsafePointer<UInt8>
  let separator: UInt8
  /// True if the separator is written twice.
  let isDoubled: Bool

  /// A bound on the bytes of a row of bare numbers and of the words read beyond it.
  static let reach = 128

  init(at: UnsafePointer<UInt8>, separator: FieldSeparator) {
    self.at = at
    isDoubled = separator.isDoubled
    self.separator = separator.byte
  }

  /// The next eight bytes, the first of them lowest, each exclusive-or "0": digits are 0 to 9.
  @inline(__always)
  private var word: UInt64 {
    let bytes = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
    return UInt64(littleEndian: bytes) ^ 0x3030_3030_3030_3030
  }

  /// Returns the number of digits at the start of a word, lowest byte first.
  ///
  /// A byte above 9 carries into its own top bit; a further carry lies beyond the first such byte.
  @inline(__always)
  static func digits(_ word: UInt64) -> Int {
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount &>> 3
  }

  /// Returns the number that the lowest 1 to 8 bytes of a word spell.
  ///
  /// Neighbours are joined to pairs, pairs to fours, fours to eight.
  @inline(__always)
  private static func value(_ word: UInt64, digits: Int) -> UInt64 {
    var value = word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* digits)
    value = (value &* 10) &+ (value &>> 8)
    let low = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((value &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }

  /// Reads a whole number of at most 2^63 - 1, of 1 to 19 digits; otherwise returns -1.
  @inline(__always)
  mutating func wholeNumber() -> Int64 {
    let word = word
    let count = Self.digits(word)
    guard count > 0 else { return -1 }
    at += count
    let value = Self.value(word, digits: count)
    guard count == 8 else { return Int64(bitPattern: value) }
    return longNumber(value)
  }

  /// Reads the digits after the first eight.
  @inline(__always)
  private mutating func longNumber(_ first: UInt64) -> Int64 {
    let word = word
    let count = Self.digits(word)
    guard count > 0 else { return Int64(bitPattern: first) }
    guard count < 8 else {
      return longestNumber(first &* 100_000_000 &+ Self.value(word, digits: 8))
    }
    at += count
    let power = Self.power(count)
    return Int64(bitPattern: first &* power &+ Self.value(word, digits: count))
  }

  /// Reads the up to three digits after the first sixteen; -1 if there are more, or the number is too large.
  @inline(never)
  private mutating func longestNumber(_ first: UInt64) -> Int64 {
    at += 8
    let word = word
    let count = Self.digits(word)
    guard count > 0 else { return Int64(bitPattern: first) }
    guard count <= 3 else { return -1 }
    at += count
    let (product, overflow) = first.multipliedReportingOverflow(by: Self.power(count))
    let (sum, carry) = product.addingReportingOverflow(Self.value(word, digits: count))
    return overflow || carry ? -1 : Int64(exactly: sum) ?? -1
  }

  @inline(__always)
  private static func power(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    default: 10_000_000
    }
  }

  /// Reads a number such as `4` or `3.5`, of at most 6 digits before the point and 7 after it;
  /// otherwise returns NaN.
  @inline(__always)
  mutating func decimal() -> Float {
    let word = word
    // Nearly all ratings are one digit, the point and one digit.
    if (word &>> 8) & 0xFF == 0x1E, Self.digits(word) == 1, Self.digits(word &>> 16) == 1 {
      at += 3
      let tenths = (word & 0xFF) &* 10 &+ ((word &>> 16) & 0xFF)
      return Float(tenths) / 10
    }
    return longDecimal()
  }

  private mutating func longDecimal() -> Float {
    let whole = wholeNumber()
    guard whole >= 0, whole < 1_000_000 else { return .nan }
    guard at.pointee == UInt8(ascii: ".") else { return Float(whole) }
    return decimal(whole)
  }

  /// Reads the mark after the whole part of a number, and the up to 7 digits behind it; otherwise returns NaN.
  private mutating func decimal(_ whole: Int64) -> Float {
    at += 1
    let fraction = word
    let count = Self.digits(fraction)
    guard count > 0, count < 8 else { return .nan }
    at += count
    let scale = Double(Self.power(count))
    let sum = Double(whole) * scale + Double(Self.value(fraction, digits: count))
    return Float(sum / scale)
  }

  /// Reads stars: a number as above, perhaps with a minus, or with a comma for the point if fields have other marks
  /// between them; otherwise returns NaN.
  ///
  /// - Parameter spellings: gets the comma.
  @inline(__always)
  mutating func stars(_ spellings: inout Spellings) -> Float {
    let isNegative = at.pointee == UInt8(ascii: "-")
    if isNegative { at += 1 }
    if separator != UInt8(ascii: ",") {
      let count = Self.digits(word)
      if count > 0, count < 7, at[count] == UInt8(ascii: ",") {
        spellings.insert(.decimalCommas)
        let whole = Int64(bitPattern: Self.value(word, digits: count))
        at += count
        return isNegative ? -decimal(whole) : decimal(whole)
      }
    }
    return isNegative ? -decimal() : decimal()
  }

  /// Skips a separator; returns false if there is none.
  @inline(__always)
  mutating func skipSeparator() -> Bool {
    guard at.pointee == separator else { return false }
    at += 1
    guard isDoubled else { return true }
    guard at.pointee == separator else { return false }
    at += 1
    return true
  }

  /// Skips LF or CRLF; returns false if there is neither.
  @inline(__always)
  mutating func skipLineEnd() -> Bool {
    if at.pointee == UInt8(ascii: "\r") { at += 1 }
    guard at.pointee == UInt8(ascii: "\n") else { return false }
    at += 1
    return true
  }

  /// Reads a whole number, by comparison if its bytes and the one behind are those of the row before.
  @inline(__always)
  mutating func numberAgain(_ last: inout RepeatedField) -> Int64 {
    let word = word
    if (word ^ last.word) & last.mask == 0 {
      at += last.length &- 1
      return last.value
    }
    let start = at
    let value = wholeNumber()
    if value >= 0 { last = RepeatedField(word: word, length: at - start + 1, value: value) }
    return value
  }

  /// Reads a whole number and its separator, by comparison if their bytes are those of the row
  /// before.
  @inline(__always)
  mutating func repeatedNumber(_ last: inout RepeatedField) -> Int64 {
    let word = word
    if (word ^ last.word) & last.mask == 0 {
      at += last.length
      return last.value
    }
    let start = at
    let value = wholeNumber()
    guard value >= 0, skipSeparator() else { return -1 }
    last = RepeatedField(word: word, length: at - start, value: value)
    return value
  }
}

/// A number in the row before and what is behind it: the separator, or one byte.
struct RepeatedField {
  /// The bytes as a cursor's word.
  let word: UInt64
  /// Ones at the bytes that count.
  let mask: UInt64
  /// The number of bytes.
  let length: Int
  let value: Int64

  /// Makes a field that equals no number.
  init() { self.init(word: .max, length: 9, value: -1) }

  /// Makes a field of `length` bytes; one that equals no number if there are more than eight.
  @inline(__always)
  init(word: UInt64, length: Int, value: Int64) {
    let isShort = length <= 8
    self.word = isShort ? word : .max
    self.length = isShort ? length : 0
    self.value = isShort ? value : -1
    mask = isShort ? .max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length) : .max
  }
}
