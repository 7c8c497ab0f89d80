/// A number in a field, whole if it is written so, because a large one would lose digits otherwise.
struct FieldNumber {
  private let whole: Int64?
  private let value: Double

  private init(whole: Int64?, value: Double) {
    self.whole = whole
    self.value = value
  }

  /// Reads a number such as `4`, `-3.5`, `.5` or `35e-1`; nil for other text.
  init?(_ text: String) {
    let bytes = text.utf8
    guard let last = bytes.last, last &- 48 <= 9,
      bytes.allSatisfy({ $0 &- 48 <= 9 || "+-.eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    self.init(whole: Int64(text), value: value)
  }

  /// Reads the number in a field's bytes; nil for other text.
  ///
  /// - Parameter hasDecimalComma: true if a comma stands for the point.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, hasDecimalComma: Bool) {
    if let plain = Self(plain: bytes) {
      self = plain
      return
    }
    guard let last = bytes.last, last &- 48 <= 9, bytes.count < 400 else { return nil }
    var text = String(decoding: bytes, as: UTF8.self)
    if hasDecimalComma { text = String(text.map { $0 == "," ? "." : $0 }) }
    self.init(text)
  }

  /// Reads digits, perhaps with a point between them, which need no text; nil for others and for long ones.
  ///
  /// Up to 15 digits and a power of ten up to 10^14 are exact, so that their quotient is the nearest number.
  private init?(plain bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count <= 18, let first = bytes.first, first &- 48 <= 9 else { return nil }
    var (digits, power, point) = (Int64(0), Int64(1), false)
    for byte in bytes {
      if byte &- 48 <= 9 {
        digits = digits &* 10 &+ Int64(byte &- 48)
        if point { power &*= 10 }
      } else if byte == UInt8(ascii: "."), !point {
        point = true
      } else {
        return nil
      }
    }
    if !point {
      self.init(whole: digits, value: Double(digits))
    } else if bytes.count <= 16, power > 1 {
      self.init(whole: nil, value: Double(digits) / Double(power))
    } else {
      return nil
    }
  }

  /// Returns true if the comparison with another number holds.
  func holds(_ comparison: RowCondition.Comparison, _ other: FieldNumber) -> Bool {
    if let whole, let otherWhole = other.whole { return Self.holds(comparison, whole, otherWhole) }
    return Self.holds(comparison, value, other.value)
  }

  private static func holds<Number: Comparable>(
    _ comparison: RowCondition.Comparison, _ number: Number, _ other: Number
  ) -> Bool {
    switch comparison {
    case .equal: number == other
    case .unequal: number != other
    case .less: number < other
    case .atMost: number <= other
    case .more: number > other
    case .atLeast: number >= other
    }
  }
}
