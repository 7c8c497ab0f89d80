/// A parser of a header's JSON (RFC 8259) that rejects anything a header may not hold.
///
/// Ready-made JSON parsers silently take the last of two equal keys and accept any depth of
/// nesting. This one never reads beyond its bytes, and allocates at most a few times as many.
struct HeaderParser {
  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Parses the whole header: an object with an entry for each tensor, and perhaps metadata.
  mutating func header() throws -> (metadata: [String: String], tensors: [TensorInfo]) {
    var metadata: [String: String] = [:]
    var tensors: [TensorInfo] = []
    try object { parser, key in
      if key == SafetensorsHeader.metadataKey {
        metadata = try parser.texts()
      } else {
        tensors.append(try parser.tensor(key))
      }
    }
    skipBlanks()
    guard place == bytes.count else { throw unexpected("the end of the header") }
    return (metadata, tensors)
  }

  private mutating func texts() throws -> [String: String] {
    var texts: [String: String] = [:]
    try object { parser, key in texts[key] = try parser.string() }
    return texts
  }

  private mutating func tensor(_ name: String) throws -> TensorInfo {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try object { parser, key in
      switch key {
      case "dtype": type = try parser.string()
      case "shape": shape = try parser.numbers()
      case "data_offsets": offsets = try parser.numbers()
      default: throw parser.unexpected("one of dtype, shape and data_offsets")
      }
    }
    guard let type else { throw SafetensorsError.missingField(tensor: name, field: "dtype") }
    guard let shape else { throw SafetensorsError.missingField(tensor: name, field: "shape") }
    guard let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
      throw SafetensorsError.missingField(
        tensor: name, field: "pair of ascending data_offsets")
    }
    guard let known = ElementType(rawValue: type) else {
      throw SafetensorsError.unknownType(tensor: name, type: type)
    }
    let bytes = offsets[0]..<offsets[1]
    try Self.check(bytes.count, of: name, shape, known)
    return TensorInfo(name: name, type: known, shape: shape, bytes: bytes)
  }

  private static func check(_ bytes: Int, of name: String, _ shape: [Int], _ type: ElementType)
    throws
  {
    var expected = type.size
    for side in shape {
      let (product, overflows) = expected.multipliedReportingOverflow(by: side)
      guard !overflows else {
        throw SafetensorsError.wrongSize(
          tensor: name, bytes: bytes, expected: "more than can be counted")
      }
      expected = product
    }
    guard expected == bytes else {
      throw SafetensorsError.wrongSize(tensor: name, bytes: bytes, expected: "\(expected)")
    }
  }
}

// MARK: JSON

extension HeaderParser {
  /// Reads an object; `member` reads the value of each key.
  private mutating func object(_ member: (inout HeaderParser, String) throws -> Void) throws {
    var seen: Set<String> = []
    try expect("{", "an object")
    guard !take("}") else { return }
    repeat {
      let key = try string()
      guard seen.insert(key).inserted else { throw SafetensorsError.repeatedKey(key) }
      try expect(":", "a colon")
      try member(&self, key)
    } while take(",")
    try expect("}", "a comma or the end of the object")
  }

  /// Reads a list of whole numbers from 0 to 2^63 - 1.
  private mutating func numbers() throws -> [Int] {
    var numbers: [Int] = []
    try expect("[", "a list of numbers")
    guard !take("]") else { return [] }
    repeat { numbers.append(try number()) } while take(",")
    try expect("]", "a comma or the end of the list")
    return numbers
  }

  private mutating func number() throws -> Int {
    skipBlanks()
    let start = place
    var value = 0
    while let byte = current, byte &- 0x30 <= 9 {
      let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
      let (next, carries) = shifted.addingReportingOverflow(Int(byte - 0x30))
      guard !overflows, !carries else { throw unexpected("a number below 2^63") }
      value = next
      place += 1
    }
    let hasLeadingZero = place - start > 1 && bytes[start] == 0x30
    guard place > start, !hasLeadingZero else { throw unexpected("a whole number") }
    return value
  }

  private mutating func string() throws -> String {
    try expect("\"", "a text in quotes")
    var utf8: [UInt8] = []
    while let byte = current, byte != 0x22 {
      guard byte >= 0x20 else { throw unexpected("no control character") }
      place += 1
      if byte == 0x5C { utf8 += try escape() } else { utf8.append(byte) }
    }
    guard current != nil else { throw unexpected("the quote that ends the text") }
    place += 1
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw unexpected("UTF-8 before it")
    }
    return text
  }

  /// Returns the UTF-8 of the escape that follows a backslash.
  private mutating func escape() throws -> [UInt8] {
    guard let byte = current else { throw unexpected("what the backslash stands for") }
    place += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: return [byte]
    case 0x62: return [0x08]
    case 0x66: return [0x0C]
    case 0x6E: return [0x0A]
    case 0x72: return [0x0D]
    case 0x74: return [0x09]
    case 0x75: return try scalar()
    default: throw unexpected("an escape that JSON knows")
    }
  }

  /// Returns the UTF-8 of \uXXXX, or of a pair of them that makes one character.
  private mutating func scalar() throws -> [UInt8] {
    var code = try hexDigits()
    if 0xD800...0xDBFF ~= code {
      let hasSecond = take(0x5C) && take(0x75)
      let low = hasSecond ? try hexDigits() : 0
      guard 0xDC00...0xDFFF ~= low else { throw unexpected("the second half of a pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw unexpected("a character") }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexDigits() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let digit = current.flatMap { Character(Unicode.Scalar($0)).hexDigitValue }
      guard let digit else { throw unexpected("four hexadecimal digits") }
      code = code << 4 | UInt32(digit)
      place += 1
    }
    return code
  }

  private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    place += 1
    return true
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    return take(UInt8(ascii: scalar))
  }

  private mutating func expect(_ scalar: Unicode.Scalar, _ what: String) throws {
    guard take(scalar) else { throw unexpected(what) }
  }

  private func unexpected(_ expected: String) -> SafetensorsError {
    .badHeader(offset: place, expected: expected)
  }
}
