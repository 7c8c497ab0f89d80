/// Writes objects as rows of a comma-separated table, on one thread at a time.
struct JSONTableWriter: @unchecked Sendable {
  let text: GrowingBytes
  private let columns: [String]
  private let wanted: Set<Int>
  private let places: [[UInt8]: Int]
  private var fields: [[UInt8]]

  init(columns: [String], wanted: Set<Int>, into text: GrowingBytes) {
    self.columns = columns
    self.wanted = wanted
    self.text = text
    fields = columns.map { _ in [] }
    places = Dictionary(
      columns.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func header() throws {
    fields = columns.map { Self.quoted(Array($0.utf8)) }
    try write()
  }

  /// Writes the object of a line; an empty line stays one.
  mutating func row(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) throws {
    guard bytes[line].contains(where: { $0 > 32 }) else { return try text.append([10]) }
    for place in fields.indices { fields[place].removeAll(keepingCapacity: true) }
    var cursor = JSONCursor(bytes, line: line)
    try cursor.members { key, value in
      guard let place = places[key], wanted.contains(place) else { return }
      switch value {
      case .text(let text): fields[place] = Self.quoted(text)
      case .plain(let range): fields[place] = Self.number(bytes[range])
      case .null, .nested: break
      }
    }
    try write()
  }

  /// Writes a row that no reader takes for one.
  mutating func unreadable() throws { try text.append(Array("?\n".utf8)) }

  private mutating func write() throws {
    var row: [UInt8] = []
    for (place, field) in fields.enumerated() {
      if place > 0 { row.append(UInt8(ascii: ",")) }
      row += field
    }
    row.append(10)
    try text.append(row)
  }

  /// Returns text as a field; line ends in it become blanks, as a row is one line.
  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(where: { $0 < 32 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") })
    else { return text }
    var field: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text {
      if byte == UInt8(ascii: "\"") { field.append(byte) }
      field.append(byte < 32 ? UInt8(ascii: " ") : byte)
    }
    return field + [UInt8(ascii: "\"")]
  }

  /// Returns a number without an exponent if it is whole, as ids and times are.
  private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
    guard bytes.contains(where: { $0 | 32 == UInt8(ascii: "e") }),
      let value = Double(String(decoding: bytes, as: UTF8.self)),
      let whole = Int64(exactly: value)
    else { return Array(bytes) }
    return Array(String(whole).utf8)
  }
}
