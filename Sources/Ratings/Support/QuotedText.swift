/// Texts in double quotes as errors show them and as the command line reads them: only `"` and `\`
/// have a backslash before them, so that a suggestion can be pasted back. Control characters, which
/// cannot be typed, are made visible.
///
/// - Stability: evolving.
public enum QuotedText {
  /// The longest part of a user's text that is shown, in scalars.
  private static let longest = 60

  /// Returns an existing name, whole, because a cut one might look like the text that it is
  /// suggested for.
  public static func whole(_ name: String) -> String {
    "\"\(name.unicodeScalars.map(escaped).joined())\""
  }

  /// Returns a user's text, cut to 60 characters.
  public static func cut(_ text: String) -> String {
    var shown = text.unicodeScalars.prefix(longest).map(escaped).joined()
    if text.unicodeScalars.count > longest { shown += "..." }
    return "\"\(shown)\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "'": "'"
    default: scalar.escaped(asASCII: false)
    }
  }
}
