/// Makes JSON lines of objects as Python prints them, one a line: `{'user_id': 'a', 'ok': True}`.
///
/// A line makes a line. If the first object has a list of objects, each of these makes a line, with the other
/// values of the object around it.
struct PythonLines {
  /// The JSON lines.
  let json: FileContents
  /// The name of the list whose objects are the rows; nil: none.
  let list: String?

  private static let quote = UInt8(ascii: "'")

  /// Returns true if a text begins with an object whose first name is in single quotes.
  static func isObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ByteOrderMark.length(in: bytes)
    var rest = bytes.dropFirst(start).drop { $0 <= 32 }
    guard rest.first == UInt8(ascii: "{") else { return false }
    rest = rest.dropFirst().drop { $0 <= 32 }
    if rest.first == UInt8(ascii: "u") { rest = rest.dropFirst() }
    return rest.first == quote
      || rest.first == UInt8(ascii: "\"") && rest.startIndex > 0
        && bytes[rest.startIndex - 1] == UInt8(ascii: "u")
  }

  /// Reads the objects.
  ///
  /// - Throws: `DataError` with the line of what is no object, unless rows may be left out; `.tooBig`,
  ///   `.interrupted`.
  init(_ contents: FileContents, file: String, options: LoadOptions, stop: StopRequest) throws {
    let bytes = contents.bytes
    let text = try GrowingBytes(for: file, limit: options.sizeLimit)
    var at = ByteOrderMark.length(in: bytes)
    var line = 0
    var list: String?
    var isFirst = true
    while at < bytes.count {
      let end = bytes[at...].firstIndex(of: 10) ?? bytes.count
      defer { at = end + 1 }
      line += 1
      if line & 0xFFF == 0 { try stop.check() }
      var parser = LooseParser(bytes, at..<end)
      guard parser.skipBlanks() else {
        try text.append([10])
        continue
      }
      do {
        guard case .object(let members) = try parser.value(), !parser.skipBlanks() else {
          throw LooseParser.Fault(expected: "one object a line")
        }
        if isFirst { list = Self.list(of: members) }
        isFirst = false
        try text.append(Self.lines(members, list))
      } catch let fault as LooseParser.Fault {
        guard options.skippableRows > 0 else {
          throw DataError.inRow(
            .init(file: file, line: line), "this is no object of Python: expected \(fault.expected)"
          )
        }
        try text.append(Array("?\n".utf8))
      }
    }
    json = FileContents(text, path: file)
    self.list = list
  }

  private static func list(of members: [LooseValue.Member]) -> String? {
    members.first { member in
      guard case .list(let values) = member.value, !values.isEmpty else { return false }
      return values.allSatisfy { if case .object = $0 { true } else { false } }
    }?.name
  }

  private static func lines(_ members: [LooseValue.Member], _ list: String?) -> [UInt8] {
    guard let list, case .list(let rows) = members.first(where: { $0.name == list })?.value else {
      return object(members)
    }
    let around = members.filter { $0.name != list }
    return rows.flatMap { row -> [UInt8] in
      guard case .object(let own) = row else { return [] }
      let names = Set(own.map(\.name))
      return object(around.filter { !names.contains($0.name) } + own)
    }
  }

  private static func object(_ members: [LooseValue.Member]) -> [UInt8] {
    var line: [UInt8] = [UInt8(ascii: "{")]
    for (place, member) in members.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      add(member.name, to: &line)
      line.append(UInt8(ascii: ":"))
      switch member.value {
      case .text(let text): add(text, to: &line)
      case .word(let word): line += Array(word.utf8)
      case .none: line += Array("null".utf8)
      // They are named, and skipped.
      case .list, .object: line += Array("[]".utf8)
      }
    }
    return line + [UInt8(ascii: "}"), 10]
  }

  private static func add(_ text: String, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
      case ..<32: line += Array("\\u00".utf8) + [48 + byte / 16, Self.digits[Int(byte % 16)]]
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
