/// A value as JSON or Python writes it.
enum LooseValue: Equatable {
  case text(String)
  /// A number, `true` or `false`, as written.
  case word(String)
  case none
  case list([LooseValue])
  /// The members in their order.
  case object([Member])

  /// A named value of an object.
  struct Member: Equatable {
    let name: String
    let value: LooseValue
  }

  /// The value as the text of one field; empty for none. A list's values stand with commas between them.
  var text: String {
    switch self {
    case .text(let text), .word(let text): text
    case .none: ""
    case .list(let values): values.map(\.text).filter { !$0.isEmpty }.joined(separator: ", ")
    case .object(let members):
      members.map { "\($0.name): \($0.value.text)" }.joined(separator: ", ")
    }
  }

  /// The texts of a list, or the one text: of an object that has a name its name, of another one the names of
  /// its members.
  var names: [String] {
    switch self {
    case .text(let text), .word(let text): text.isEmpty ? [] : [text]
    case .none: []
    case .list(let values): values.flatMap(\.names)
    case .object(let members):
      members.first { ["name", "description", "title", "genre"].contains($0.name.lowercased()) }?
        .value.names ?? members.map(\.name)
    }
  }
}

/// Reads values as JSON or Python writes them: texts in either kind of quotes, `True`, `None` and tuples too.
struct LooseParser {
  /// A fault; the text says what was expected.
  struct Fault: Error { let expected: String }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let end: Int
  /// The place of the next byte.
  private(set) var at: Int
  /// Lists and objects that are open.
  private var depth = 0

  /// The most lists and objects within each other.
  private static let deepest = 64

  /// Makes a parser of a part of a text.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    (at, end) = (range.lowerBound, range.upperBound)
  }

  /// Returns the value that a text spells as a whole; nil if it spells none.
  static func value(of text: String) -> LooseValue? {
    var text = text
    return text.withUTF8 { bytes in
      var parser = LooseParser(bytes, 0..<bytes.count)
      guard let value = try? parser.value(), !parser.skipBlanks() else { return nil }
      return value
    }
  }

  /// Skips blanks and line ends; returns true if anything follows.
  mutating func skipBlanks() -> Bool {
    while at < end, bytes[at] <= 32 { at += 1 }
    return at < end
  }

  /// Skips a mark; returns false if another byte is next.
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard at < end, bytes[at] == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  /// Reads a value.
  ///
  /// - Throws: `Fault`.
  mutating func value() throws -> LooseValue {
    guard skipBlanks() else { throw Fault(expected: "a value") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list(closedBy: "]")
    case UInt8(ascii: "("): return try list(closedBy: ")")
    default: break
    }
    return try text().map { .text($0) } ?? word()
  }

  private mutating func open() throws {
    guard depth < Self.deepest else { throw Fault(expected: "fewer lists within each other") }
    depth += 1
    at += 1
  }

  private mutating func object() throws -> LooseValue {
    try open()
    defer { depth -= 1 }
    var members: [LooseValue.Member] = []
    while true {
      guard skipBlanks() else { throw Fault(expected: "a closing brace") }
      if skip("}") { return .object(members) }
      guard let name = try text() else { throw Fault(expected: "a name in quotes") }
      _ = skipBlanks()
      guard skip(":") else { throw Fault(expected: "a colon after a name") }
      members.append(.init(name: name, value: try value()))
      guard skipBlanks() else { throw Fault(expected: "a closing brace") }
      guard skip(",") || at < end && bytes[at] == UInt8(ascii: "}") else {
        throw Fault(expected: "a comma or a closing brace")
      }
    }
  }

  private mutating func list(closedBy mark: Unicode.Scalar) throws -> LooseValue {
    try open()
    defer { depth -= 1 }
    var values: [LooseValue] = []
    while true {
      guard skipBlanks() else { throw Fault(expected: "a closing bracket") }
      if skip(mark) { return .list(values) }
      values.append(try value())
      guard skipBlanks() else { throw Fault(expected: "a closing bracket") }
      guard skip(",") || at < end && bytes[at] == UInt8(ascii: mark) else {
        throw Fault(expected: "a comma or a closing bracket")
      }
    }
  }

  private mutating func word() throws -> LooseValue {
    let start = at
    while at < end, bytes[at] > 32, !",}])'\"{[(:".utf8.contains(bytes[at]) { at += 1 }
    let word = String(decoding: bytes[start..<at], as: UTF8.self)
    switch word {
    case "null", "None", "NaN", "nan": return .none
    case "true", "True": return .word("true")
    case "false", "False": return .word("false")
    default: break
    }
    guard let first = word.utf8.first, first == UInt8(ascii: "-") || first &- 48 <= 9 else {
      throw Fault(expected: "a value")
    }
    // As Python 2 wrote long numbers.
    return .word(word.hasSuffix("L") ? String(word.dropLast()) : word)
  }

  // MARK: Texts

  /// Reads a text in quotes, before which Python has a `u` or a `b` at times; nil if there is none.
  private mutating func text() throws -> String? {
    var start = at
    if start < end, "uUbB".utf8.contains(bytes[start]) { start += 1 }
    guard start < end, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'")
    else { return nil }
    let quote = bytes[start]
    at = start + 1
    var text: [UInt8] = []
    while at < end, bytes[at] != quote {
      guard bytes[at] == UInt8(ascii: "\\") else {
        text.append(bytes[at])
        at += 1
        continue
      }
      at += 1
      guard at < end else { break }
      escape(into: &text)
    }
    guard at < end else { throw Fault(expected: "a closing quote") }
    at += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads what follows a backslash. An unknown letter leaves both as they are, as in Python.
  private mutating func escape(into text: inout [UInt8]) {
    let letter = bytes[at]
    at += 1
    let plain: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
      UInt8(ascii: "f"): 12, UInt8(ascii: "\""): 34, UInt8(ascii: "'"): 39,
      UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47,
    ]
    if let byte = plain[letter] { return text.append(byte) }
    let lengths: [UInt8: Int] = [
      UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8,
    ]
    guard let length = lengths[letter], var code = hex(length) else {
      text += [92, letter]
      return
    }
    if code & 0xFFFF_FC00 == 0xD800 {
      let isPair = at + 1 < end && bytes[at] == 92 && bytes[at + 1] == UInt8(ascii: "u")
      at += isPair ? 2 : 0
      let low = isPair ? hex(4) ?? 0 : 0
      code = low & 0xFC00 == 0xDC00 ? 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF : 0xFFFD
    }
    text += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
  }

  private mutating func hex(_ count: Int) -> UInt32? {
    guard at + count <= end else { return nil }
    var code: UInt32 = 0
    for byte in bytes[at..<at + count] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      code = code << 4 | UInt32(digit)
    }
    at += count
    return code
  }
}
