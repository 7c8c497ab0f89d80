/// Text and numbers as they may stand in a gnuplot program, whatever is in them.
///
/// Titles stand in data blocks, in which gnuplot reads fields and nothing else, and names in single
/// quotes, in which it replaces nothing: data is only ever data.
enum GnuplotText {
  /// Returns a string in single quotes. A quote is written twice; control characters become blanks,
  /// as a line end would end the command.
  static func quoted(_ text: String) -> String {
    "'"
      + plain(text).split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "''") + "'"
  }

  /// Returns several lines as one string: strings in single quotes, joined by line ends in double
  /// ones.
  static func quoted(lines: [String]) -> String {
    lines.map(quoted).joined(separator: ".\"\\n\".")
  }

  /// Returns a text as a field of a data block whose fields are separated by tabs. Quotes,
  /// backslashes and control characters, which gnuplot reads otherwise, are replaced by similar
  /// ones.
  static func field(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        plain(text).unicodeScalars.map { scalar in
          switch scalar {
          case "\"": "\u{201D}"
          case "\\": "/"
          default: scalar
          }
        }))
  }

  /// Returns a number; one that is not finite is missing.
  static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "NaN" }

  /// Returns a text on one line, with blanks for control characters.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028
            || $0.value == 0x2029 ? " " : $0
        }))
  }
}
