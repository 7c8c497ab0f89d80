extension LayoutFinder {
  /// True if a column of events was said, which stands in place of one of stars.
  var saysEvents: Bool {
    if options.positions?.contains(.event) == true { return true }
    if case .named = options.choice(.event) { return true }
    return false
  }

  /// Checks that what was said of events fits together.
  ///
  /// - Throws: `DataError.badOption` for weights without a column of events, and for stars beside one.
  func expectWholeEvents() throws {
    if !saysEvents, !options.eventWeights.isEmpty {
      throw DataError.badOption(
        name: "--events", value: options.eventWeights.map(\.kind).joined(separator: ","),
        expected: "a column of events beside it: --event NAME, or event in --columns")
    }
    guard saysEvents else { return }
    if options.positions?.contains(.rating) == true {
      throw DataError.badOption(
        name: "--columns", value: "rating", expected: "either stars or events, not both")
    }
    if case .named(let name) = options.choice(.rating) {
      throw DataError.badOption(
        name: "--rating", value: name, expected: "either stars or events, not both")
    }
  }

  /// Returns the conditions with the places of their columns; nil if there are none.
  ///
  /// - Throws: `DataError.noColumn`, `.repeatedColumn`; `.badOption` without a header.
  func checks(_ header: Header?, _ places: [ColumnRole: Int], _ names: [String]) throws
    -> RowChecks?
  {
    guard !options.conditions.isEmpty else { return nil }
    var checks = RowChecks()
    for condition in options.conditions {
      let field =
        try header.map { try $0.named(condition.column) }
        ?? Self.place(of: condition, places, names)
      checks.add(condition, field: field)
    }
    return checks
  }

  /// Returns the place of a condition's column in a file without a header: that of a role, or as in
  /// `column 3`.
  private static func place(
    of condition: RowCondition, _ places: [ColumnRole: Int], _ names: [String]
  ) throws -> Int {
    let name = condition.column.lowercased()
    let role = ColumnRole(rawValue: name == "timestamp" ? "time" : name)
    if let place = role.flatMap({ places[$0] }) ?? names.firstIndex(of: name) { return place }
    let known = ColumnRole.allCases.filter { places[$0] != nil }.map(\.rawValue)
    throw DataError.badOption(
      name: "--keep", value: "\(condition)",
      expected: "one of the columns " + (known + names).map(QuotedText.cut).joined(separator: ", ")
        + ", as the file has no header" + (suggestion(for: condition.column, among: known) ?? ""))
  }
}
