/// Makes strings of the fields of one file, in the file's encoding.
struct TextFields {
  /// True if the file is read as Latin-1, in which every byte is a character.
  let isLatin1: Bool

  /// Finds the encoding: UTF-8, or else Latin-1.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    isLatin1 = TextCheck.firstInvalidUTF8(bytes) != nil
  }

  /// Returns the text of a field, without blanks at its ends and with doubled quotes made single.
  func text(_ scanner: RowScanner, _ field: Int) -> String {
    let bytes = scanner.trimmed(field)
    guard scanner.fields[field].hasDoubledQuotes else { return decode(bytes) }
    var single: [UInt8] = []
    var i = 0
    while i < bytes.count {
      single.append(bytes[i])
      i += bytes[i] == UInt8(ascii: "\"") ? 2 : 1
    }
    return single.withUnsafeBufferPointer(decode)
  }

  /// Returns the text of bytes in the file's encoding.
  func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard isLatin1 else { return String(decoding: bytes, as: UTF8.self) }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
