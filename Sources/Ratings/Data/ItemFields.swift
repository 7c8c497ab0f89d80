/// The columns of a file of items that are neither id, title nor genres, as texts. No model reads them.
///
/// - Stability: evolving.
public struct ItemFields: Sendable {
  /// The columns' names in the order of the file.
  public let columns: [String]
  /// The values of all rows: of each its length plus one, seven bits a byte, and its bytes; 0 for none.
  package private(set) var bytes: [UInt8] = []
  /// The start of each row in `bytes`.
  package private(set) var starts: [Int] = []
  /// The row of an item by its index in the catalogue; -1 without one.
  package private(set) var rows: [Int32] = []

  /// The most bytes of a value that are kept.
  static let longestValue = 4_000

  /// Makes fields of no item.
  public init(columns: [String] = []) { self.columns = columns }

  /// Makes fields of what `bytes`, `starts` and `rows` were; nil if these are not of one set of fields.
  package init?(columns: [String], bytes: [UInt8], starts: [Int], rows: [Int32]) {
    self.init(columns: columns)
    self.bytes = bytes
    self.starts = starts
    self.rows = rows
    guard rows.allSatisfy({ $0 >= -1 && Int($0) < starts.count }),
      starts.allSatisfy({ holdsRow(at: $0) })
    else { return nil }
  }

  /// Returns true if all values of a row that starts at a place lie within the bytes.
  private func holdsRow(at start: Int) -> Bool {
    guard start >= 0 else { return false }
    var at = start
    for _ in columns {
      guard let length = length(at: &at) else { return false }
      at += max(length - 1, 0)
      guard at <= bytes.count else { return false }
    }
    return true
  }

  /// Reads a length plus one, and moves behind it; nil if it does not end within the bytes, or is too large.
  private func length(at place: inout Int) -> Int? {
    var (length, shift) = (0, 0)
    repeat {
      guard place < bytes.count, shift < 28 else { return nil }
      length |= Int(bytes[place] & 127) << shift
      shift += 7
      place += 1
    } while bytes[place - 1] > 127
    return length
  }

  /// The bytes that the values take.
  var size: Int { bytes.count }

  /// The number of rows.
  var count: Int { starts.count }

  /// A value of an item.
  public struct Field: Hashable, Sendable {
    /// The column's name.
    public let column: String
    /// The text, which is not empty. A long one is cut, and ends in "...".
    public let text: String
  }

  /// Adds the values of a row, one a column.
  mutating func add(_ values: [String]) {
    starts.append(bytes.count)
    for value in values {
      guard value.utf8.count > Self.longestValue else {
        add(value)
        continue
      }
      var cut = value.utf8.index(value.startIndex, offsetBy: Self.longestValue)
      while value.utf8[cut] & 0xC0 == 0x80 { cut = value.utf8.index(before: cut) }
      add(value[..<cut] + "...")
    }
  }

  private mutating func add(_ value: some StringProtocol) {
    var left = value.isEmpty ? 0 : value.utf8.count + 1
    while left > 127 {
      bytes.append(UInt8(left & 127) | 128)
      left >>= 7
    }
    bytes.append(UInt8(left))
    bytes.append(contentsOf: value.utf8)
  }

  /// Returns the values of the item at an index of the catalogue; none of an item that the file lacks.
  public func values(of item: Int) -> [Field] {
    guard rows.indices.contains(item), rows[item] >= 0 else { return [] }
    var at = starts[Int(rows[item])]
    var fields: [Field] = []
    for column in columns {
      guard let length = length(at: &at), length > 0 else { continue }
      let text = String(decoding: bytes[at..<at + length - 1], as: UTF8.self)
      fields.append(Field(column: column, text: text))
      at += length - 1
    }
    return fields
  }

  /// Returns the fields for a catalogue, when row n is that of the n-th id; of several rows of an item the
  /// first counts.
  func placed(_ ids: some Sequence<Vocabulary.Key>, in catalogue: Catalogue) -> ItemFields {
    guard count > 0 else { return self }
    var placed = self
    placed.rows = [Int32](repeating: -1, count: catalogue.count)
    for (row, id) in ids.enumerated() where row < count {
      guard let item = catalogue.index(ofID: id), placed.rows[item] < 0 else { continue }
      placed.rows[item] = Int32(row)
    }
    return placed
  }

  /// Returns the fields for another catalogue of some of the items.
  func moved(from old: Catalogue, to new: Catalogue) -> ItemFields {
    guard rows.count == old.count else { return self }
    var moved = self
    moved.rows = new.items.map { item in old.index(ofID: item.id).map { rows[$0] } ?? -1 }
    return moved
  }
}
