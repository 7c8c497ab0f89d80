/// The names of a file's columns, from its first row.
struct Header {
  let names: [String]
  let place: DataError.Place
  private let keys: [String]

  /// Reads the next row of the scanner as names.
  ///
  /// - Throws: `DataError.empty` without a row.
  init(_ scanner: inout RowScanner) throws {
    guard try scanner.next() else { throw DataError.empty(file: scanner.file) }
    self.init(scanner.fields.indices.map(scanner.raw), scanner.place)
  }

  init(_ names: [String], _ place: DataError.Place) {
    self.names = names
    self.place = place
    keys = names.map(ColumnNames.key)
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

  /// Returns the columns that may have a role, the best first, without those that have another.
  ///
  /// - Throws: `DataError.repeatedColumn` if two columns have the best name.
  func candidates(_ role: ColumnRole, taken: Set<Int>) throws -> ColumnNames.Candidates {
    let found = ColumnNames.candidates(role, keys, taken: taken)
    if found.places.count > 1, keys[found.places[0]] == keys[found.places[1]] {
      throw DataError.repeatedColumn(place, name: names[found.places[0]])
    }
    return found
  }

  /// Returns the place of the column that a user named: as written, or else by its key.
  ///
  /// - Throws: `DataError.noColumn`, `.repeatedColumn`.
  func named(_ name: String) throws -> Int {
    let exact = names.indices.filter { names[$0] == name }
    let key = ColumnNames.key(name)
    let found = exact.isEmpty ? names.indices.filter { keys[$0] == key } : exact
    guard let place = found.first else {
      throw DataError.noColumn(self.place, name: name, found: names)
    }
    guard found.count == 1 else { throw DataError.repeatedColumn(self.place, name: name) }
    return place
  }

  /// True if the names of a user and of an item are among the well-known ones.
  var isKnown: Bool {
    [ColumnRole.user, .item].allSatisfy { role in
      keys.contains { ColumnNames.isKnown($0, as: role) }
    }
  }

  /// Returns true if a column's name is one for times.
  func looksLikeTime(_ place: Int) -> Bool { ColumnNames.looksLikeTime(keys[place]) }

  /// Returns true if a column's name speaks of days, so that 20110317 is one.
  func isOfDates(_ place: Int) -> Bool { keys[place].contains("date") }

  /// Returns true if a column is called `timestamp`: its values must be times.
  func isTimestamp(_ place: Int) -> Bool { keys[place] == "timestamp" }

  private static func key(_ name: String) -> String {
    var key = ColumnNames.key(name)
    if key.hasPrefix("item") { key = "movie" + key.dropFirst(4) }
    if key == "user" || key == "movie" { key += "id" }
    return key
  }
}
