/// Makes a table with a header of JSON lines, one object a line.
///
/// Line n of the text becomes line n + 1 of the table: a scanner that counts the header as line 0 tells the
/// lines of the text. Columns whose names can have no role are empty, so that the table has no long texts.
struct JSONLines {
  /// The table, comma-separated.
  let table: FileContents
  /// The names of arrays and objects within, which are not read.
  let nested: [String]
  /// The names of the table's columns, and the places of those that are not empty.
  let columns: [String]
  let wanted: Set<Int>

  /// The lines whose names become columns.
  private static let sampleLines = 100

  /// Returns true if a text begins as an object does.
  static func isObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.dropFirst(ByteOrderMark.length(in: bytes)).first { $0 > 32 } == UInt8(ascii: "{")
  }

  /// Reads the objects.
  ///
  /// - Parameter limit: the most lines that are read.
  /// - Throws: `DataError` with the line of what is no object, unless rows may be left out; `.tooBig`,
  ///   `.interrupted`.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, options: LoadOptions, stop: StopRequest,
    limit: Int = .max
  ) throws {
    var names = Names()
    var lines = Lines(bytes)
    for _ in 0..<Self.sampleLines {
      guard let line = lines.next() else { break }
      var cursor = JSONCursor(bytes, line: line)
      try? cursor.members { names.add($0, $1) }
    }
    nested = names.nested
    columns = names.columns
    wanted = ColumnNames.wanted(columns, options)
    var writer = JSONTableWriter(
      columns: columns, wanted: wanted,
      into: try GrowingBytes(for: file, limit: options.sizeLimit, capacity: 1 << 20))
    try writer.header()
    lines = Lines(bytes)
    var number = 0
    while number < limit, let line = lines.next() {
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
  struct Lines {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The start of the next line.
    private(set) var at: Int

    /// Begins at a line's start; nil: that of the text.
    init(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int? = nil) {
      self.bytes = bytes
      at = start ?? ByteOrderMark.length(in: bytes)
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
}
