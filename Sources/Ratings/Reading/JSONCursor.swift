/// Reads the members of one JSON object (RFC 8259) on one line, without building values.
struct JSONCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at: Int
  private let end: Int

  /// A fault of a line; the text says what was expected.
  struct Fault: Error { let expected: String }

  /// A value of a member.
  enum Value {
    /// Bytes of text without its escapes.
    case text([UInt8])
    /// Bytes of a number, `true` or `false`.
    case plain(Range<Int>)
    case null
    /// An array or an object, which is skipped.
    case nested
  }

  /// Makes a cursor on one line.
  init(_ bytes: UnsafeBufferPointer<UInt8>, line: Range<Int>) {
    self.bytes = bytes
    (at, end) = (line.lowerBound, line.upperBound)
  }

  /// Calls `body` with each member.
  ///
  /// - Throws: `Fault` if the line is no object, or more than one.
  mutating func members(_ body: ([UInt8], Value) -> Void) throws {
    try expect("{", "an object in braces")
    skipBlanks()
    if !skip("}") {
      repeat {
        skipBlanks()
        let key = try text()
        try expect(":", "a colon after a name")
        body(key, try value())
        skipBlanks()
      } while skip(",")
      try expect("}", "a comma or a closing brace")
    }
    skipBlanks()
    guard at == end else { throw Fault(expected: "one object a line") }
  }

  private mutating func value() throws -> Value {
    skipBlanks()
    guard at < end else { throw Fault(expected: "a value") }
    switch bytes[at] {
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skipNested()
      return .nested
    default:
      let start = at
      while at < end, !Self.endsValue(bytes[at]) { at += 1 }
      let word = bytes[start..<at]
      if word.elementsEqual("null".utf8) { return .null }
      let isWord = word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8)
      guard isWord || word.first.map({ $0 == UInt8(ascii: "-") || $0 &- 48 <= 9 }) ?? false else {
        throw Fault(expected: "a value")
      }
      return .plain(start..<at)
    }
  }

  private static func endsValue(_ byte: UInt8) -> Bool {
    byte <= 32 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: "]")
  }

  private mutating func skipNested() throws {
    var depth = 0
    repeat {
      guard at < end else { throw Fault(expected: "a closing bracket") }
      switch bytes[at] {
      case UInt8(ascii: "\""):
        _ = try text()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      at += 1
    } while depth > 0
  }

  /// Reads text in quotes.
  private mutating func text() throws -> [UInt8] {
    try expect("\"", "a name or text in quotes")
    var text: [UInt8] = []
    while at < end, bytes[at] != UInt8(ascii: "\"") {
      if bytes[at] == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    try expect("\"", "a closing quote")
    return text
  }

  /// Reads an escape, which begins with a backslash.
  private mutating func escape(into text: inout [UInt8]) throws {
    at += 1
    guard at < end else { throw Fault(expected: "a letter after a backslash") }
    let letter = bytes[at]
    at += 1
    switch letter {
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "u"):
      var code = try hex()
      if code & 0xFC00 == 0xD800, at + 1 < end, bytes[at] == UInt8(ascii: "\\"),
        bytes[at + 1] == UInt8(ascii: "u")
      {
        at += 2
        let low = try hex()
        code = low & 0xFC00 == 0xDC00 ? 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF : 0xFFFD
      }
      text += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
    default: throw Fault(expected: "a known letter after a backslash")
    }
  }

  private mutating func hex() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard at < end, let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else {
        throw Fault(expected: "four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  private mutating func expect(_ mark: Unicode.Scalar, _ name: String) throws {
    skipBlanks(unless: mark)
    guard skip(mark) else { throw Fault(expected: name) }
  }

  private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard at < end, bytes[at] == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  /// Skips blanks before a mark; none before a closing quote, which `expect` finds at once.
  private mutating func skipBlanks(unless mark: Unicode.Scalar? = nil) {
    if let mark, at < end, bytes[at] == UInt8(ascii: mark) { return }
    while at < end, bytes[at] <= 32 { at += 1 }
  }
}
