/// A condition on a column, of which only rows that meet it are read.
///
///     options.conditions = [try RowCondition(parsing: "Book-Rating > 0")]
///
/// Two numbers are compared as numbers. Otherwise `=` and `!=` compare texts byte by byte, and the other
/// comparisons are an error; an empty field meets none of these.
///
/// - Stability: evolving.
public struct RowCondition: Hashable, Sendable {
  /// The comparison of a field with a value.
  public enum Comparison: String, CaseIterable, Hashable, Sendable {
    case atMost = "<="
    case atLeast = ">="
    case unequal = "!="
    case less = "<"
    case more = ">"
    case equal = "="

    /// True if numbers alone can be compared so.
    var isOfNumbers: Bool { self != .equal && self != .unequal }
  }

  /// The name of the column; without a header the name of its role, or `column 3`.
  public let column: String
  /// The comparison of the column's field, which stands left, with the value.
  public let comparison: Comparison
  /// The value as written, without quotes around it.
  public let value: String

  /// Reads a condition such as `rating >= 0`, `verified = true` or `country != 'New Zealand'`.
  ///
  /// - Parameter text: column, comparison and value, with blanks between them or without.
  /// - Throws: `DataError.badOption`.
  public init(parsing text: String) throws {
    let marks: Set<Character> = ["<", ">", "=", "!"]
    guard let start = text.firstIndex(where: marks.contains),
      let comparison = Comparison.allCases.first(where: { text[start...].hasPrefix($0.rawValue) })
    else { throw Self.fault(text) }
    // == is written by habit.
    let mark = text[start...].hasPrefix("==") ? "==" : comparison.rawValue
    let value = Self.trimmed(text[text.index(start, offsetBy: mark.count)...])
    column = Self.trimmed(text[..<start])
    guard !column.isEmpty, let first = value.first, !marks.contains(first) else {
      throw Self.fault(text)
    }
    self.comparison = comparison
    self.value = Self.unquoted(value)
    guard !comparison.isOfNumbers || FieldNumber(self.value) != nil else {
      throw DataError.badOption(
        name: "--keep", value: text, expected: "a number after \(comparison.rawValue)")
    }
  }

  private static func fault(_ text: String) -> DataError {
    .badOption(
      name: "--keep", value: text,
      expected: "a column, one of = != < <= > >= and a value, as in \"rating > 0\"")
  }

  private static func trimmed(_ text: Substring) -> String {
    let text = text.drop { $0 == " " || $0 == "\t" }
    return String(
      text[
        ..<(text.lastIndex { $0 != " " && $0 != "\t" }.map(text.index(after:)) ?? text.startIndex)])
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let mark = text.first, mark == "'" || mark == "\"", text.last == mark
    else { return text }
    return String(text.dropFirst().dropLast())
  }
}

extension RowCondition: CustomStringConvertible {
  /// The condition as it may be written, such as "rating > 0".
  public var description: String { "\(column) \(comparison.rawValue) \(value)" }
}
