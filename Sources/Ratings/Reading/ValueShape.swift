/// The likely meaning of a column's values without a name.
enum ValueShape: Equatable {
  /// Numbers that may be stars.
  case rating
  /// Seconds since 1973 or smaller units, or dates.
  case time
  /// Whole numbers beyond those of stars.
  case wholeNumber
  case text

  /// The largest distance from 0 of what is taken for stars.
  private static let furthestRating: Float = 100
  /// The least number that is taken for a time: seconds of 1973.
  private static let leastTime: Float = 1e8
  /// The rows that are looked at.
  private static let sampleRows = 100

  /// Returns the shapes of columns, each that of nine in ten of the values in the first rows.
  ///
  /// - Throws: `DataError` if a row cannot be cut into fields.
  static func of(_ scanner: RowScanner, columns: Int) throws -> [ValueShape] {
    var ahead = scanner
    var counts = [[ValueShape: Int]](repeating: [:], count: columns)
    var rows = 0
    while rows < sampleRows, try ahead.next() {
      rows += 1
      for field in ahead.fields.indices.prefix(columns) {
        counts[field][shape(ahead.raw(field)), default: 0] += 1
      }
    }
    return counts.map { counts in
      let numbers = counts.filter { $0.key != .text }
      let isNumeric = 10 * numbers.values.reduce(0, +) >= 9 * rows
      guard isNumeric else { return .text }
      if let shape = counts.first(where: { 10 * $0.value >= 9 * rows })?.key { return shape }
      return .wholeNumber
    }
  }

  private static func shape(_ text: String) -> ValueShape {
    if DateBytes.seconds(Array(text.utf8)) != nil { return .time }
    guard let number = number(text) else { return .text }
    if abs(number) <= furthestRating { return .rating }
    if number >= leastTime { return .time }
    return number == number.rounded() ? .wholeNumber : .text
  }

  /// Returns true for a number or a date: text that names no column.
  static func isNumber(_ text: String) -> Bool {
    number(text) != nil || DateBytes.seconds(Array(text.utf8)) != nil
  }

  private static func number(_ text: String) -> Float? {
    let isPlain = text.utf8.allSatisfy { $0 &- 48 <= 9 || "+-.,eE".utf8.contains($0) }
    guard isPlain, text.utf8.contains(where: { $0 &- 48 <= 9 }) else { return nil }
    return Float(String(text.map { $0 == "," ? "." : $0 }))
  }
}
