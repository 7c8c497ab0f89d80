import DebutEngine

extension LoadOptions {
  /// Reads options as they were written, by name.
  ///
  /// - Throws: `DataError` of the first whose value is none.
  init(given: [String: String]) throws {
    self.init()
    for (name, text) in given.sorted(by: { $0.key < $1.key }) { try set(name, text) }
    if positions != nil, !columns.isEmpty {
      throw DataError.badOption(
        name: "--columns", value: given["columns"] ?? "",
        expected: "either the columns' order or their names, not both")
    }
  }

  private mutating func set(_ name: String, _ text: String) throws {
    switch name {
    case "format": format = try DataFormat.named(text)
    case "scale": scale = try RatingScale(parsing: text)
    case "columns": positions = try Self.positions(parsing: text)
    case "separator": separator = try FieldSeparator(parsing: text)
    case "time-unit": timeUnit = try TimeUnit(parsing: text)
    case "skip-bad": skippableRows = try Self.count(name, text)
    case "keep":
      conditions = try text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { try RowCondition(parsing: String($0)) }
    case "events": eventWeights = try EventWeight.all(parsing: text)
    case "from": rows.from = try RowFilter.time(parsing: text, option: "--from", isEnd: false)
    case "to": rows.until = try RowFilter.time(parsing: text, option: "--to", isEnd: true)
    case "min-user": rows.fewestOfUser = try Self.count(name, text)
    case "min-item": rows.fewestOfItem = try Self.count(name, text)
    case "ties":
      guard let rule = TieRule(rawValue: text) else {
        throw DataError.badOption(name: "--ties", value: text, expected: "drawn or file")
      }
      ties = rule
    case "table": table = text
    case "query": query = text
    // Says where the columns come from, not how they are read.
    case DataOrigin.cacheOption: break
    case "items": items = text == "none" ? .none : .file(text)
    case "title": title = text == "none" ? .none : .named(text)
    case "genres": genres = text == "none" ? .none : .named(text)
    case "genre-separator": genreSeparator = try GenreSeparator(parsing: text)
    case "max-size": sizeLimit = try Self.size(parsing: text)
    default:
      guard let role = ColumnRole(rawValue: name) else {
        throw DataError.badOption(name: "--\(name)", value: text, expected: "an option of load")
      }
      columns[role] = try Self.choice(role, text)
    }
  }

  private static func choice(_ role: ColumnRole, _ text: String) throws -> ColumnChoice {
    guard text == "none" else { return .named(text) }
    guard role == .user || role == .item else { return .none }
    throw DataError.badOption(
      name: "--\(role.rawValue)", value: text,
      expected: "a column: every row has \(role == .item ? "an item" : "a user")")
  }

  private static func count(_ name: String, _ text: String) throws -> Int {
    guard let count = Int(text), count >= 0 else {
      throw DataError.badOption(
        name: "--\(name)", value: text, expected: "a whole number from 0 up")
    }
    return count
  }
}
