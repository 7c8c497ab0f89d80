/// Makes texts comparable that people type in different ways.
///
/// - Stability: evolving.
public enum TextFolding {
  /// Returns a text in lower case, without accents, with straight quotes, without blanks at its
  /// ends and with single blanks within.
  ///
  /// Covers the Latin letters of Unicode up to U+017F and combining accents; other scripts only
  /// lose their case.
  public static func fold(_ text: String) -> String {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A: folded.append(UInt8(scalar.value) + 32)
      // Control characters and line ends cannot be typed: a blank stands for them.
      case 0x00...0x20, 0x7F...0xA0, 0x2028, 0x2029:
        if let last = folded.last, last != 0x20 { folded.append(0x20) }
      case 0x00..<0x80: folded.append(UInt8(scalar.value))
      case 0x0300...0x036F: break
      default: folded.append(contentsOf: foldOther(scalar).utf8)
      }
    }
    if folded.last == 0x20 { folded.removeLast() }
    return String(decoding: folded, as: UTF8.self)
  }

  private static func foldOther(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0xC0...0x17F: letters[Int(scalar.value) - 0xC0]
    case 0x2018, 0x2019: "'"
    case 0x201C, 0x201D: "\""
    case 0x2010...0x2014: "-"
    default: scalar.properties.lowercaseMapping
    }
  }

  /// The replacements of U+00C0 to U+017F, in order.
  private static let letters: [String] = """
    a a a a a a ae c e e e e i i i i d n o o o o o × o u u u u y th ss
    a a a a a a ae c e e e e i i i i d n o o o o o ÷ o u u u u y th y
    a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g
    g g g g h h h h i i i i i i i i i i ij ij j j k k k l l l l l l l
    l l l n n n n n n n n n o o o o o o oe oe r r r r r r s s s s s s
    s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s
    """.split { $0 == " " || $0 == "\n" }.map(String.init)
}
