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

  /// The names that the field uses for a column of times, the best first.
  private static let timeNames = [
    "timestamp", "timestamps", "unixtimestamp", "unixtime", "unixreviewtime", "time", "datetime",
    "ts",
    "date", "ratedat", "createdat", "ratingtime", "ratingdate", "eventtime",
  ]

  /// Returns the place of the column of times by the best name that there is; nil if there is none.
  ///
  /// - Throws: `DataError.repeatedColumn`.
  func findTime() throws -> Int? {
    for name in Self.timeNames { if let place = try find(name) { return place } }
    return nil
  }

  /// Returns true if a column's name is one for times.
  func looksLikeTime(_ place: Int) -> Bool {
    let key = Self.key(names[place])
    return Self.timeNames.contains(key) || key.contains("time") || key.hasPrefix("date")
      || key.hasSuffix("date")
  }

  /// Returns true if a column's name speaks of days, so that 20110317 is one.
  func isOfDates(_ place: Int) -> Bool { Self.key(names[place]).contains("date") }

  /// Returns true if a column is called `timestamp`: its values must be times.
  func isTimestamp(_ place: Int) -> Bool { Self.key(names[place]) == "timestamp" }

  private static func key(_ name: String) -> String {
    var key = name.lowercased().filter { !" _-".contains($0) }
    if key.hasPrefix("item") { key = "movie" + key.dropFirst(4) }
    if key == "user" || key == "movie" { key += "id" }
    return key
  }
}
