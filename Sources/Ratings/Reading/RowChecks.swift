/// The conditions that rows must meet to be read, with the places of their columns.
struct RowChecks {
  /// The comparison of a condition, apart from its column.
  struct Test {
    let comparison: RowCondition.Comparison
    /// The value as a number; nil if it is none.
    let number: FieldNumber?
    /// The value's bytes, which the conditions own.
    let value: UnsafeBufferPointer<UInt8>
    /// True if the value is ASCII, which Latin-1 writes as UTF-8 does.
    let isASCII: Bool
  }

  /// A condition on the field at a place.
  private struct Check {
    let condition: RowCondition
    let field: Int
    let test: Test
    let value: OwnedBuffer<UInt8>
  }

  private var checks: [Check] = []

  /// True if every row meets them.
  var isEmpty: Bool { checks.isEmpty }

  mutating func add(_ condition: RowCondition, field: Int) {
    let bytes = Array(condition.value.utf8)
    let value = OwnedBuffer<UInt8>(capacity: bytes.count)
    value.start.initialize(from: bytes, count: bytes.count)
    let test = Test(
      comparison: condition.comparison, number: FieldNumber(condition.value),
      value: UnsafeBufferPointer(start: value.start, count: bytes.count),
      isASCII: bytes.allSatisfy { $0 < 0x80 })
    checks.append(Check(condition: condition, field: field, test: test, value: value))
  }

  /// Returns the tests of a column, which last as long as the conditions.
  func tests(of field: Int) -> [Test] { checks.filter { $0.field == field }.map(\.test) }

  /// Returns true if the scanner's row meets all conditions.
  ///
  /// - Throws: `DataError.inRow` for text that is compared with a number by size; `.badEncoding` if a text
  ///   cannot be compared because it is not UTF-8.
  func areMet(by scanner: RowScanner) throws -> Bool {
    for check in checks where try !Self.isMet(check, by: scanner) { return false }
    return true
  }

  private static func isMet(_ check: Check, by scanner: RowScanner) throws -> Bool {
    let hasComma = scanner.hasDecimalComma(check.field)
    let isMet = scanner.withText(check.field) {
      check.test.isMet(by: $0, hasDecimalComma: hasComma)
    }
    if let isMet { return isMet }
    guard check.test.comparison.isOfNumbers else {
      throw DataError.badEncoding(scanner.place, expected: "UTF-8")
    }
    throw DataError.inRow(
      scanner.place,
      "\(check.condition.column) \(QuotedText.cut(scanner.raw(check.field))) is not a number: expected "
        + "one for --keep \"\(check.condition)\"")
  }
}

extension RowChecks.Test {
  /// Returns true if a field without the blanks around it meets the condition; nil if it cannot be compared.
  func isMet(by text: UnsafeBufferPointer<UInt8>, hasDecimalComma: Bool) -> Bool? {
    if let number, let found = FieldNumber(text, hasDecimalComma: hasDecimalComma) {
      return found.holds(comparison, number)
    }
    if comparison.isOfNumbers { return text.isEmpty ? false : nil }
    if !isASCII, TextCheck.firstInvalidUTF8(text) != nil { return nil }
    return text.elementsEqual(value) == (comparison == .equal)
  }
}
