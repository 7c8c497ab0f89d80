/// Text and numbers as they may stand in a gnuplot program, whatever is in them.
///
/// Data is only ever data: titles stand in data blocks, in which gnuplot reads fields and nothing else,
/// and names in single quotes, in which it replaces nothing.
enum GnuplotText {
  /// A string in single quotes. A quote is written twice; control characters become blanks, as a line
  /// end would end the command.
  static func quoted(_ text: String) -> String {
    "'"
      + plain(text).split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "''") + "'"
  }

  /// Several lines as one string: strings in single quotes, and between them all that is in double ones.
  static func quoted(lines: [String]) -> String {
    lines.map(quoted).joined(separator: ".\"\\n\".")
  }

  /// A text as a field of a data block whose fields are separated by tabs. Quotes, backslashes and
  /// control characters, which gnuplot reads otherwise, give way to what looks like them.
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

  /// A number; one that is not finite is missing.
  static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "NaN" }

  /// A text on one line: control characters are blanks.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028
            || $0.value == 0x2029 ? " " : $0
        }))
  }
}
