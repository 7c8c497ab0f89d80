/// The conditions that rows must meet to be read, with the places of their columns.
struct RowChecks {
  /// A condition on the field at a place.
  private struct Check {
    let condition: RowCondition
    let field: Int
    let value: [UInt8]
    let number: FieldNumber?
    /// True if the value is ASCII, which Latin-1 writes as UTF-8 does.
    let isASCII: Bool
  }

  private var checks: [Check] = []

  /// True if every row meets them.
  var isEmpty: Bool { checks.isEmpty }

  mutating func add(_ condition: RowCondition, field: Int) {
    let value = Array(condition.value.utf8)
    checks.append(
      Check(
        condition: condition, field: field, value: value, number: FieldNumber(condition.value),
        isASCII: value.allSatisfy { $0 < 0x80 }))
  }

  /// Returns true if the scanner's row meets all conditions.
  ///
  /// - Throws: `DataError.inRow` for text that is compared with a number by size; `.badEncoding` if a text
  ///   cannot be compared because it is not UTF-8.
  func areMet(by scanner: RowScanner) throws -> Bool {
    for check in checks where try !Self.isMet(check, by: scanner) { return false }
    return true
  }

  private static func isMet(_ check: Check, by scanner: RowScanner) throws -> Bool {
    let comparison = check.condition.comparison
    let bytes = scanner.trimmed(check.field)
    if let number = check.number,
      let found = FieldNumber(bytes, hasDecimalComma: scanner.hasDecimalComma(check.field))
    {
      return found.holds(comparison, number)
    }
    if comparison.isOfNumbers {
      if bytes.isEmpty { return false }
      throw DataError.inRow(
        scanner.place,
        "\(check.condition.column) \(QuotedText.cut(scanner.raw(check.field))) is not a number: expected "
          + "one for --keep \"\(check.condition)\"")
    }
    return try scanner.withText(check.field) { text in
      if !check.isASCII, TextCheck.firstInvalidUTF8(text) != nil {
        throw DataError.badEncoding(scanner.place, expected: "UTF-8")
      }
      return text.elementsEqual(check.value) == (comparison == .equal)
    }
  }
}
