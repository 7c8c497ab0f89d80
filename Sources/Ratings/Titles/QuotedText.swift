/// Texts in double quotes as errors show them, which is as the command line reads them: a backslash
/// stands before `"` and `\` and nothing else, so that a suggestion can be pasted back. Control
/// characters, which cannot be typed, are made visible.
public enum QuotedText {
  /// The longest that is shown of what the user wrote, in scalars.
  private static let longest = 60

  /// A name that there is, whole: cut, it might look like the text that it is suggested for.
  public static func whole(_ name: String) -> String {
    "\"\(name.unicodeScalars.map(escaped).joined())\""
  }

  /// What the user wrote, cut to 60 characters.
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
