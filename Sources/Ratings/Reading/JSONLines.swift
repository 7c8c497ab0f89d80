/// Makes a table with a header of JSON lines, one object a line.
///
/// Line n of the text becomes line n + 1 of the table: a scanner that counts the header as line 0 tells the
/// lines of the text. Columns whose names can have no role are empty, so that the table has no long texts.
struct JSONLines {
  /// The table, comma-separated.
  let table: FileContents
  /// The names of arrays and objects within, which are not read.
  let nested: [String]

  /// The lines whose names become columns.
  private static let sampleLines = 100

  /// Returns true if a text begins as an object does.
  static func isObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes.dropFirst(start).first { $0 > 32 } == UInt8(ascii: "{")
  }

  /// Reads the objects.
  ///
  /// - Throws: `DataError` with the line of what is no object, unless rows may be left out; `.tooBig`,
  ///   `.interrupted`.
  init(
    _ contents: FileContents, file: String, options: LoadOptions, stop: StopRequest
  ) throws {
    let bytes = contents.bytes
    var names = Names()
    var lines = Lines(bytes)
    for _ in 0..<Self.sampleLines {
      guard let line = lines.next() else { break }
      var cursor = JSONCursor(bytes, line: line)
      try? cursor.members { names.add($0, $1) }
    }
    nested = names.nested
    var writer = Writer(
      columns: names.columns, wanted: ColumnNames.wanted(names.columns, options),
      into: try GrowingBytes(for: file, limit: options.sizeLimit, capacity: 1 << 20))
    try writer.header()
    lines = Lines(bytes)
    var number = 0
    while let line = lines.next() {
      number += 1
      if number & 0xFFF == 0 { try stop.check() }
      do {
        try writer.row(bytes, line)
      } catch let fault as JSONCursor.Fault {
        let place = DataError.Place(file: file, line: number)
        if lines.isAtEnd && bytes.last != UInt8(ascii: "\n") && number > 1 {
          throw DataError.cutRow(place)
        }
        guard options.skippableRows > 0 else {
          throw DataError.inRow(place, "this is no JSON object: expected \(fault.expected)")
        }
        try writer.unreadable()
      }
    }
    table = FileContents(writer.text, path: file)
  }

  /// The lines of a text, without their ends.
  private struct Lines {
    let bytes: UnsafeBufferPointer<UInt8>
    private var at: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      self.bytes = bytes
      at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    var isAtEnd: Bool { at >= bytes.count }

    mutating func next() -> Range<Int>? {
      guard at < bytes.count else { return nil }
      let start = at
      while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      defer { at += 1 }
      return start..<at
    }
  }

  /// The names of members in the order of their first appearance.
  private struct Names {
    private(set) var columns: [String] = []
    private(set) var nested: [String] = []

    mutating func add(_ key: [UInt8], _ value: JSONCursor.Value) {
      let name = String(decoding: key, as: UTF8.self)
      guard !columns.contains(name), !nested.contains(name) else { return }
      switch value {
      case .nested: nested.append(name)
      case .text, .plain, .null: columns.append(name)
      }
    }
  }

  /// Writes the rows of the table.
  private struct Writer {
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
      guard bytes[line].contains(where: { $0 > 32 }) else { return try append([10]) }
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
    mutating func unreadable() throws { try append(Array("?\n".utf8)) }

    private mutating func write() throws {
      var row: [UInt8] = []
      for (place, field) in fields.enumerated() {
        if place > 0 { row.append(UInt8(ascii: ",")) }
        row += field
      }
      row.append(10)
      try append(row)
    }

    private func append(_ row: [UInt8]) throws {
      _ = try text.append(upTo: row.count) { memory in
        UnsafeMutableRawBufferPointer(start: memory, count: row.count).copyBytes(from: row)
        return row.count
      }
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
}
