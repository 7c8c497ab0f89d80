/// Reads bare numbers eight bytes at a time.
///
/// Every step reads at most `PlainCursor.reach` bytes from where a row starts; the caller sees to it
/// that they are there.
struct PlainCursor {
  var at: UnsafePointer<UInt8>
  let separator: UInt8
  let isDoubled: Bool

  /// More than the longest row of bare numbers that it reads, and the words that it looks into.
  static let reach = 128

  init(at: UnsafePointer<UInt8>, separator: RowScanner.Separator) {
    self.at = at
    isDoubled = separator == .doubleColon
    switch separator {
    case .comma: self.separator = UInt8(ascii: ",")
    case .tab: self.separator = UInt8(ascii: "\t")
    case .doubleColon: self.separator = UInt8(ascii: ":")
    case .bar: self.separator = UInt8(ascii: "|")
    }
  }

  /// The next eight bytes, the first of them lowest, each exclusive-or "0": digits are 0 to 9.
  @inline(__always)
  private var word: UInt64 {
    let bytes = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
    return UInt64(littleEndian: bytes) ^ 0x3030_3030_3030_3030
  }

  /// How many of a word's bytes are digits, from the lowest on. A byte above 9 carries into its own top
  /// bit; what it may carry further lies beyond the first such byte.
  @inline(__always)
  private static func digits(_ word: UInt64) -> Int {
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount &>> 3
  }

  /// The number that the lowest 1 to 8 bytes of a word spell: neighbours are joined to pairs, pairs to
  /// fours, fours to eight.
  @inline(__always)
  private static func value(_ word: UInt64, digits: Int) -> UInt64 {
    var value = word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* digits)
    value = (value &* 10) &+ (value &>> 8)
    let low = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((value &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }

  /// A whole number of 1 to 15 digits; otherwise -1.
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

  /// What becomes of eight digits that more may follow.
  @inline(__always)
  private mutating func longNumber(_ first: UInt64) -> Int64 {
    let word = word
    let count = Self.digits(word)
    guard count > 0 else { return Int64(bitPattern: first) }
    guard count < 8 else { return -1 }
    at += count
    let power = Self.power(count)
    return Int64(bitPattern: first &* power &+ Self.value(word, digits: count))
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

  /// A number such as `4` or `3.5`, of at most 6 digits before the point and 7 after it; otherwise NaN.
  @inline(__always)
  mutating func decimal() -> Float {
    let word = word
    // One digit, the point, one digit and no more: nearly all ratings are that.
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
    at += 1
    let fraction = word
    let count = Self.digits(fraction)
    guard count > 0, count < 8 else { return .nan }
    at += count
    let scale = Double(Self.power(count))
    let sum = Double(whole) * scale + Double(Self.value(fraction, digits: count))
    return Float(sum / scale)
  }

  @inline(__always)
  mutating func skipSeparator() -> Bool {
    guard at.pointee == separator else { return false }
    at += 1
    guard isDoubled else { return true }
    guard at.pointee == separator else { return false }
    at += 1
    return true
  }

  @inline(__always)
  mutating func skipLineEnd() -> Bool {
    if at.pointee == UInt8(ascii: "\r") { at += 1 }
    guard at.pointee == UInt8(ascii: "\n") else { return false }
    at += 1
    return true
  }

  /// A whole number and its separator where they are the same bytes as in the row before; otherwise read.
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

/// A number and its separator as they stood in the row before.
struct RepeatedField {
  /// The bytes as a cursor sees them, and which of them count.
  let word: UInt64
  let mask: UInt64
  let length: Int
  let value: Int64

  /// What no number is like.
  init() { self.init(word: .max, length: 9, value: -1) }

  /// Of more than eight bytes nothing is remembered.
  @inline(__always)
  init(word: UInt64, length: Int, value: Int64) {
    let isShort = length <= 8
    self.word = isShort ? word : .max
    self.length = isShort ? length : 0
    self.value = isShort ? value : -1
    mask = isShort ? .max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length) : .max
  }
}
