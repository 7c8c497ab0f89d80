import Debut

/// Fields of comma-separated values, quoted as RFC 4180 asks.
package enum CSVField {
  /// Returns a field, in quotes if it holds a comma, a quote or the end of a line.
  package static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: isSpecial) else { return text }
    // By scalars: a combining mark makes another character of a quote, and leaves it a quote.
    var out = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
      if scalar == "\"" { out.append(scalar) }
      out.append(scalar)
    }
    out.append("\"")
    return String(out)
  }

  /// Returns true for a quote, a comma, and the ends of lines.
  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
  }

  /// Returns an id as a field.
  package static func id(_ id: Vocabulary.Key) -> String {
    id.number.map { String($0) } ?? quoted(id.description)
  }

  /// Returns fields as one line, without its end.
  package static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",")
  }
}
