/// Checks that bytes are text, and that they are UTF-8.
enum TextCheck {
  /// Checks that bytes are text.
  ///
  /// - Throws: `DataError.empty`; `.binary` if the first 64 KB hold a byte that text does not have.
  static func expectText(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws {
    guard !bytes.isEmpty else { throw DataError.empty(file: file) }
    let sample = bytes.prefix(1 << 16)
    if let place = sample.firstIndex(where: isBinary) {
      throw DataError.binary(.init(file: file, line: line(of: place, in: bytes)))
    }
  }

  /// Returns true for control characters other than tab, line feed, vertical tab, form feed and
  /// carriage return.
  private static func isBinary(_ byte: UInt8) -> Bool { byte < 9 || (byte > 13 && byte < 32) }

  /// Checks that bytes are UTF-8.
  ///
  /// - Throws: `DataError.badEncoding` with the line of the first byte that is not UTF-8.
  static func expectUTF8(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws {
    guard let place = firstInvalidUTF8(bytes) else { return }
    throw DataError.badEncoding(
      .init(file: file, line: line(of: place, in: bytes)), expected: "UTF-8")
  }

  /// Returns the line, from 1, of a byte.
  private static func line(of place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    bytes[..<place].reduce(into: 1) { if $1 == UInt8(ascii: "\n") { $0 += 1 } }
  }

  /// Returns the start of the first ill-formed sequence of UTF-8 (Unicode 16, table 3-7); nil if
  /// none is.
  static func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var i = 0
    while i < bytes.count {
      let length = sequenceLength(bytes, at: i)
      if length == 0 { return i }
      i += length
    }
    return nil
  }

  /// Returns the number of well-formed characters of several bytes, and that of the other bytes beyond ASCII.
  static func beyondASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> (characters: Int, others: Int) {
    var (i, characters, others) = (0, 0, 0)
    while i < bytes.count {
      let length = sequenceLength(bytes, at: i)
      characters += length > 1 ? 1 : 0
      others += length == 0 ? 1 : 0
      i += max(length, 1)
    }
    return (characters, others)
  }

  /// Returns the length of the well-formed sequence at `i`; 0 if it is ill-formed.
  @inline(__always)
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Int {
    let lead = bytes[i]
    if lead < 0x80 { return 1 }
    let (length, second): (Int, ClosedRange<UInt8>)
    switch lead {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard i + length <= bytes.count, second.contains(bytes[i + 1]) else { return 0 }
    for k in 2..<max(length, 2) where bytes[i + k] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
