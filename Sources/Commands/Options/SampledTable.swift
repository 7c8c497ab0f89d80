import DebutEngine

/// A table that `data sample` draws from.
enum SampledTable {
  case ratings, items, links, tags
  /// A table beside the ratings, which is read when it is asked for.
  case other(TableSource)

  /// Names of tables that any data has; a table of items is called movies in the field's sets.
  private static let usual: [(name: String, table: SampledTable)] = [
    ("ratings", .ratings), ("movies", .items), ("items", .items), ("links", .links),
    ("tags", .tags),
  ]

  /// Returns the names of the tables of a data set, or of any if there is none.
  static func names(in data: LoadedData?) -> [String] {
    usual.map(\.name) + (data?.dataset.tables.others.map(\.name) ?? [])
  }

  /// Returns the table with a name, of a file with its ending or without.
  ///
  /// - Throws: `ShellError.badValue`.
  static func named(_ name: String, in data: LoadedData) throws -> SampledTable {
    if let table = usual.first(where: { $0.name == name })?.table { return table }
    let others = data.dataset.tables.others
    let stems = others.filter { $0.name.prefix { $0 != "." } == name }
    if let source = others.first(where: { $0.name == name })
      ?? (stems.count == 1 ? stems[0] : nil)
    {
      return .other(source)
    }
    let known = names(in: data)
    throw ShellError.badValue(
      what: "the table", value: name, expected: "one of \(known.joined(separator: ", "))",
      known: known)
  }
}
