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
    if bytes.count <= 18, let first = bytes.first, first &- 48 <= 9 {
      // Most fields: digits alone, which need no text.
      var whole: Int64 = 0
      for byte in bytes where byte &- 48 <= 9 { whole = whole &* 10 &+ Int64(byte &- 48) }
      if bytes.allSatisfy({ $0 &- 48 <= 9 }) {
        self.init(whole: whole, value: Double(whole))
        return
      }
    }
    guard let last = bytes.last, last &- 48 <= 9, bytes.count < 400 else { return nil }
    var text = String(decoding: bytes, as: UTF8.self)
    if hasDecimalComma { text = String(text.map { $0 == "," ? "." : $0 }) }
    self.init(text)
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
