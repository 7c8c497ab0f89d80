/// The names of a file's columns, from its first row.
struct Header {
  let names: [String]
  let place: DataError.Place

  /// Reads the next row of the scanner as names.
  ///
  /// - Throws: `DataError.empty` without a row.
  init(_ scanner: inout RowScanner) throws {
    guard try scanner.next() else { throw DataError.empty(file: scanner.file) }
    names = scanner.fields.indices.map(scanner.raw)
    place = scanner.place
  }

  /// Returns the place of the column with this name; nil if there is none.
  ///
  /// Case, blanks, `_` and `-` do not matter, and `item` equals `movie`.
  /// - Throws: `DataError.repeatedColumn`.
  func find(_ name: String) throws -> Int? {
    let key = Self.key(name)
    let found = names.indices.filter { Self.key(names[$0]) == key }
    guard found.count <= 1 else { throw DataError.repeatedColumn(place, name: name) }
    return found.first
  }

  /// Returns the places of columns that must exist.
  ///
  /// - Throws: `DataError.wrongHeader` with all that are missing.
  func require(_ wanted: [String]) throws -> [Int] {
    let places = try wanted.map(find)
    let missing = zip(wanted, places).filter { $1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw DataError.wrongHeader(place, found: names, missing: missing)
    }
    return places.compactMap { $0 }
  }

  private static func key(_ name: String) -> String {
    var key = name.lowercased().filter { !" _-".contains($0) }
    if key.hasPrefix("item") { key = "movie" + key.dropFirst(4) }
    if key == "user" || key == "movie" { key += "id" }
    return key
  }
}
