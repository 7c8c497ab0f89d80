/// Ratings as a matrix, as Jester's sheets have them: a row a user, first the number of the user's ratings, then
/// a column an item, 99 for none.
struct RatingMatrix {
  /// The scale of the values.
  static let scale = RatingScale(-10, 10)
  /// The value that stands for none.
  static let none: Float = 99

  private let file: String
  private let options: LoadOptions
  private let columns: Int
  private let scanner: RowScanner

  /// The fewest items of a matrix, beside which other tables have few columns.
  private static let fewestItems = 20
  /// The rows that must be such ones.
  private static let sampleRows = 10

  /// Finds out whether a text is a matrix; nil if not: if the first of the numbers in each of the first rows is not the
  /// number of the others that are no 99.
  ///
  /// - Throws: `DataError.interrupted`.
  init?(
    _ contents: FileContents, file: String, options: LoadOptions, stop: StopRequest
  ) throws {
    guard contents.bytes.first.map({ $0 &- 48 <= 9 || $0 == 32 || $0 == 34 || $0 == 0xEF }) ?? false
    else { return nil }
    guard let form = try? TextForm.find(contents.bytes, file: file, stop: stop) else { return nil }
    let scanner = RowScanner(
      contents.bytes, file: file, separator: form.separator, hasQuotes: form.hasQuotes, stop: stop)
    var ahead = scanner
    var columns = 0
    for row in 0..<Self.sampleRows {
      guard (try? ahead.next()) == true else {
        if row == 0 { return nil }
        break
      }
      if row == 0 { columns = ahead.fields.count }
      guard ahead.fields.count == columns, columns > Self.fewestItems,
        let count = try? ahead.wholeNumber(0, "")
      else { return nil }
      let values = (1..<columns).compactMap { try? ahead.decimal($0, "") }
      guard values.count == columns - 1, values.count(where: { $0 != Self.none }) == count else {
        return nil
      }
    }
    self.file = file
    self.options = options
    self.columns = columns
    self.scanner = scanner
  }

  /// Returns rows of user, item and rating.
  ///
  /// - Throws: `DataError` with the line and the column, unless rows may be left out; `.tooBig`, `.interrupted`.
  func rows() throws -> FileContents {
    let text = try GrowingBytes(for: file, limit: options.sizeLimit)
    var scanner = scanner
    var user = 0
    while true {
      do {
        guard try scanner.next() else { break }
        user += 1
        try text.append(try row(scanner, user))
      } catch DataError.interrupted {
        throw DataError.interrupted
      } catch let error as DataError {
        if case .tooBig = error { throw error }
        guard options.skippableRows > 0, scanner.position < scanner.bytes.count else { throw error }
        try text.append(Array("?\n".utf8))
      }
    }
    return FileContents(text, path: file)
  }

  private func row(_ scanner: RowScanner, _ user: Int) throws -> [UInt8] {
    try scanner.expectFields(columns)
    var rows: [UInt8] = []
    for column in 1..<columns {
      let value = try? scanner.decimal(column, "rating")
      guard value != Self.none else { continue }
      guard let value, Self.scale.contains(value) else {
        throw DataError.inRow(
          scanner.place,
          "column \(column + 1) \(QuotedText.cut(scanner.raw(column))): expected a rating from -10 to 10, or 99 "
            + "for none")
      }
      rows += Array("\(user),\(column),".utf8)
      rows += scanner.trimmed(column).map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
      rows.append(10)
    }
    return rows
  }
}
