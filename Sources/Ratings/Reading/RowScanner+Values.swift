extension RowScanner {
  /// Checks the number of fields of the last row.
  ///
  /// - Throws: `DataError.fieldCount`; `.cutRow` if the row is too short and ends with the file.
  func expectFields(_ expected: Int) throws {
    guard fields.count != expected else { return }
    if fields.count < expected && !rowIsEnded { throw DataError.cutRow(place) }
    throw DataError.fieldCount(place, found: fields.count, expected: expected)
  }

  /// Returns a field's bytes without the blanks around them.
  func trimmed(_ field: Int) -> UnsafeBufferPointer<UInt8> {
    var start = fields[field].start
    var end = fields[field].end
    while start < end && isBlank(bytes[start]) { start += 1 }
    while end > start && isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Returns a field as written in the file, for messages.
  func raw(_ field: Int) -> String { String(decoding: trimmed(field), as: UTF8.self) }

  /// Returns a field's whole number, 0 to 2^63 - 1; leading zeros are dropped, and so is a fraction of zeros,
  /// as in `7.0`.
  ///
  /// - Parameter column: the column's name for errors.
  /// - Throws: `DataError.notANumber`, `.negative`, `.tooLarge`.
  func wholeNumber(_ field: Int, _ column: String) throws -> Int64 {
    let (digits, fraction) = splitAtPoint(field)
    guard fraction?.allSatisfy({ $0 == 48 }) ?? true else { throw notANumber(field, column) }
    return try wholeNumber(digits, field, column)
  }

  /// Returns a field's digits before the point and after it; nil without a point between digits.
  func splitAtPoint(_ field: Int) -> (
    whole: UnsafeBufferPointer<UInt8>, fraction: UnsafeBufferPointer<UInt8>?
  ) {
    let bytes = trimmed(field)
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")), point > 0, point + 1 < bytes.count,
      bytes[(point + 1)...].allSatisfy({ $0 &- 48 <= 9 })
    else { return (bytes, nil) }
    return (
      UnsafeBufferPointer(rebasing: bytes[..<point]),
      UnsafeBufferPointer(rebasing: bytes[(point + 1)...])
    )
  }

  /// Returns a field's time: a whole number, whose fraction is dropped, or a date in seconds since 1970.
  ///
  /// - Parameters:
  ///   - column: the column's name for errors.
  ///   - isOfDates: true if `20110317` is a day.
  /// - Throws: `DataError.notANumber`, `.negative`, `.tooLarge`, `.inRow` for dates of other forms.
  func time(_ field: Int, _ column: String, isOfDates: Bool, _ spellings: inout Spellings) throws
    -> Int64
  {
    let text = trimmed(field)
    let day = isOfDates ? DateBytes.secondsOfDigits(text) : nil
    let mayBeDate = text.count >= 10 && text[4] == UInt8(ascii: "-")
    if let date = day ?? (mayBeDate ? DateBytes.seconds(text) : nil) {
      guard date >= 0 else {
        throw DataError.inRow(place, "\(column) \(QuotedText.cut(raw(field))) is before 1970")
      }
      spellings.insert(.dates)
      return date
    }
    if text.contains(where: { "/-:".utf8.contains($0) }), let first = text.first, first &- 48 <= 9 {
      throw DataError.inRow(
        place,
        "\(column) \(QuotedText.cut(raw(field))) is no time: expected seconds since 1970, or a date as "
          + "2011-03-17 or 2011-03-17T18:30:00")
    }
    let (digits, fraction) = splitAtPoint(field)
    if let fraction {
      spellings.insert(.pointTimes)
      if fraction.contains(where: { $0 != 48 }) { spellings.insert(.fractionTimes) }
    }
    let value = try wholeNumber(digits, field, column)
    if value != 0 { spellings.insert(.numbers) }
    return value
  }

  private func wholeNumber(_ digits: UnsafeBufferPointer<UInt8>, _ field: Int, _ column: String)
    throws -> Int64
  {
    var value: Int64 = 0
    guard let first = digits.first else { throw notANumber(field, column) }
    let isNegative = first == UInt8(ascii: "-") && digits.count > 1
    for byte in digits.dropFirst(isNegative ? 1 : 0) where byte &- 48 > 9 {
      throw notANumber(field, column)
    }
    if isNegative { throw DataError.negative(place, column: column, value: raw(field)) }
    for byte in digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(byte &- 48))
      if overflow || carry {
        throw DataError.tooLarge(place, column: column, value: raw(field))
      }
      value = sum
    }
    return value
  }

  /// Returns true if a field has a comma where others have a point. Beside commas between fields none has.
  func hasDecimalComma(_ field: Int) -> Bool {
    guard separator.byte != UInt8(ascii: ",") else { return false }
    let text = trimmed(field)
    let commas = text.lazy.filter { $0 == UInt8(ascii: ",") }.count
    return commas == 1 && !text.contains(UInt8(ascii: "."))
  }

  /// Returns a field's decimal number, as in `4`, `3.5`, `.5`, `35e-1`, and `3,5` if fields are not separated
  /// by commas.
  ///
  /// - Parameter column: the column's name for errors.
  /// - Throws: `DataError.notANumber`, `.notFinite`.
  func decimal(_ field: Int, _ column: String) throws -> Float {
    var text = raw(field)
    if hasDecimalComma(field) { text = String(text.map { $0 == "," ? "." : $0 }) }
    let isPlain = text.utf8.allSatisfy { $0 &- 48 <= 9 || "+-.eE".utf8.contains($0) }
    guard isPlain, text.utf8.last.map({ $0 &- 48 <= 9 }) ?? false, let value = Float(text) else {
      let bare = text.lowercased().drop { $0 == "+" || $0 == "-" }
      if ["nan", "inf", "infinity"].contains(bare) {
        throw DataError.notFinite(place, column: column, value: text)
      }
      throw notANumber(field, column)
    }
    guard value.isFinite else { throw DataError.notFinite(place, column: column, value: text) }
    return value
  }

  private func notANumber(_ field: Int, _ column: String) -> DataError {
    .notANumber(place, column: column, value: raw(field))
  }
}
