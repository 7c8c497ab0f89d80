/// The rows of a table in any layout as texts: delimited text, or objects of JSON or Python.
///
/// A table is what stands beside ratings: few rows against theirs, of any columns.
struct TableRows {
  /// The columns' names; without a header as in "column 1".
  let columns: [String]
  /// True if the first row or the objects name the columns.
  let hasHeader: Bool
  /// The place of the names: the header's line, or that of the first row.
  let headerPlace: DataError.Place
  /// True if the text was read as Latin-1.
  let isLatin1: Bool

  /// The rows of delimited text; of objects it has none.
  private var scanner: RowScanner
  /// The objects; nil for delimited text.
  private var objects: ObjectRows?
  private let fields: TextFields

  /// Makes a table of a text, of which nothing has been read but the names of the columns.
  ///
  /// - Parameters:
  ///   - separator: the mark between fields; nil: found out.
  ///   - headerLine: the line that the header counts as.
  ///   - header: returns true if a first row names the columns.
  /// - Throws: `DataError.empty`, `.binary`, `.unknownFormat`; `.inRow` for a first row that is no object.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, separator: FieldSeparator? = nil,
    headerLine: Int = 1, stop: StopRequest, header: (Header) -> Bool = TableRows.isHeader
  ) throws {
    try TextCheck.expectText(bytes, file: file)
    if separator == nil, ObjectRows.isObject(bytes) {
      let objects = try ObjectRows(bytes, file: file, stop: stop)
      columns = objects.columns
      hasHeader = true
      headerPlace = .init(file: file, line: 0)
      let none = UnsafeBufferPointer(rebasing: bytes[..<0])
      fields = TextFields(none)
      scanner = RowScanner(none, file: file, separator: .comma, stop: stop)
      isLatin1 = false
      self.objects = objects
      return
    }
    let form = try Self.form(bytes, file, separator, stop)
    var scanner = RowScanner(
      bytes, file: file, separator: form.separator, hasQuotes: form.hasQuotes, stop: stop)
    scanner.line = headerLine
    fields = TextFields(bytes)
    isLatin1 = fields.isLatin1
    var ahead = scanner
    guard try ahead.next() else { throw DataError.empty(file: file) }
    let text = fields
    let first = Header(ahead.fields.indices.map { text.text(ahead, $0) }, ahead.place)
    hasHeader = header(first)
    headerPlace = ahead.place
    columns = hasHeader ? first.names : first.names.indices.map { "column \($0 + 1)" }
    self.scanner = hasHeader ? ahead : scanner
    objects = nil
  }

  /// Returns true for a first row that names the columns: well-known ones, or texts alone.
  static func isHeader(_ header: Header) -> Bool {
    header.isKnown || header.names.allSatisfy { !$0.isEmpty && !ValueShape.isNumber($0) }
  }

  /// Returns the separator and the use of quotes. A text without any separator has one column.
  private static func form(
    _ bytes: UnsafeBufferPointer<UInt8>, _ file: String, _ separator: FieldSeparator?,
    _ stop: StopRequest
  ) throws -> TextForm {
    if let separator { return try TextForm.of(separator, bytes, file: file, stop: stop) }
    do {
      return try TextForm.find(bytes, file: file, stop: stop)
    } catch DataError.unknownFormat {
      return TextForm(separator: .comma, hasQuotes: true)
    }
  }

  /// Moves to the next row; returns false behind the last.
  ///
  /// - Throws: `DataError` with the line of what cannot be cut into fields; `.interrupted`.
  mutating func next() throws -> Bool {
    try objects?.next() ?? scanner.next()
  }

  /// The place of the last row.
  var place: DataError.Place { objects?.place ?? scanner.place }

  /// True if the last row has as many fields as there are columns; always of an object.
  var isWhole: Bool { objects != nil || scanner.fields.count == columns.count }

  /// Checks that the last row has as many fields as there are columns.
  ///
  /// - Throws: `DataError.fieldCount`, `.cutRow`.
  func expectWhole() throws {
    if objects == nil { try scanner.expectFields(columns.count) }
  }

  /// Returns the text of a field of the last row, without blanks at its ends; empty if there is none.
  func text(_ column: Int) -> String {
    if let objects { return objects.values[column].text }
    return column < scanner.fields.count ? fields.text(scanner, column) : ""
  }

  /// Returns the value of a field of the last row. A field of text that is a list in brackets is one.
  func value(_ column: Int) -> LooseValue {
    guard let objects else { return Self.value(of: text(column)) }
    if case .text(let text) = objects.values[column] { return Self.value(of: text) }
    return objects.values[column]
  }

  private static func value(of text: String) -> LooseValue {
    guard let first = text.utf8.first, "[({".utf8.contains(first), let last = text.utf8.last,
      "])}".utf8.contains(last), let value = LooseParser.value(of: text)
    else { return text.isEmpty ? .none : .text(text) }
    return value
  }
}

/// The objects of a text one after the other, each on a line of its own or not, or in one list.
private struct ObjectRows {
  /// The names of members in the order of their first appearance.
  private(set) var columns: [String] = []
  /// The values of the last object by column.
  private(set) var values: [LooseValue] = []
  private var places: [String: Int] = [:]
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let stop: StopRequest
  private var parser: LooseParser
  /// A byte of the text and its line, from which lines are counted on.
  private var counted = (at: 0, line: 1)
  private var isInList = false

  /// The objects whose names become columns.
  private static let sample = 100

  /// Returns true if a text begins as an object, or a list of some, does.
  static func isObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = bytes.dropFirst(ByteOrderMark.length(in: bytes)).drop { $0 <= 32 }
    if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst().drop { $0 <= 32 } }
    guard rest.first == UInt8(ascii: "{") else { return false }
    let name = rest.dropFirst().first { $0 > 32 }
    return name.map { "\"'u}".utf8.contains($0) } ?? false
  }

  /// Reads the names of the first objects.
  ///
  /// - Throws: `DataError.inRow`.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, stop: StopRequest) throws {
    self.bytes = bytes
    self.file = file
    self.stop = stop
    parser = LooseParser(bytes, ByteOrderMark.length(in: bytes)..<bytes.count)
    var ahead = self
    for _ in 0..<Self.sample {
      guard let members = try ahead.object() else { break }
      for member in members where places[member.name] == nil {
        places[member.name] = columns.count
        columns.append(member.name)
      }
    }
  }

  /// The place of the last object.
  var place: DataError.Place { .init(file: file, line: counted.line) }

  /// Moves to the next object.
  ///
  /// - Throws: `DataError.inRow`, `.interrupted`.
  mutating func next() throws -> Bool {
    try stop.check()
    guard let members = try object() else { return false }
    values = [LooseValue](repeating: .none, count: columns.count)
    for member in members { if let place = places[member.name] { values[place] = member.value } }
    return true
  }

  /// Returns the members of the next object; nil behind the last.
  private mutating func object() throws -> [LooseValue.Member]? {
    guard parser.skipBlanks() else {
      if isInList { throw DataError.cutRow(place) }
      return nil
    }
    if !isInList, counted.at == 0, parser.skip("[") { isInList = true }
    _ = parser.skipBlanks()
    if isInList {
      if parser.skip("]") {
        isInList = false
        guard parser.skipBlanks() else { return nil }
      } else if counted.at > 0, !parser.skip(",") {
        throw fault("a comma between two objects")
      }
      _ = parser.skipBlanks()
    }
    countLines()
    do {
      if case .object(let members) = try parser.value() { return members }
      throw fault("an object in braces")
    } catch let fault as LooseParser.Fault {
      throw self.fault(fault.expected)
    }
  }

  private mutating func countLines() {
    let newline = UInt8(ascii: "\n")
    counted.line += bytes[counted.at..<parser.at].lazy.filter { $0 == newline }.count
    counted.at = max(parser.at, 1)
  }

  private func fault(_ expected: String) -> DataError {
    .inRow(place, "this is no object of JSON or Python: expected \(expected)")
  }
}
