/// Finds the columns of a file of ratings: by the names of its header, by what was said, or by position.
struct LayoutFinder {
  let options: LoadOptions
  /// The format that the file's name says, of which nothing need be told; nil for other files.
  let standard: DataFormat?
  let limits: RatingScale
  private(set) var report = ReadingReport()

  init(_ options: LoadOptions, standard: DataFormat?) {
    self.options = options
    self.standard = standard
    limits = options.scale ?? RatingScale.widest
  }

  /// Returns the layout of a file, and moves the scanner behind a header.
  ///
  /// - Throws: `DataError` with the line of the header or of the first row.
  mutating func find(_ scanner: inout RowScanner) throws -> PartReader.Layout {
    var ahead = scanner
    guard try ahead.next() else { throw DataError.empty(file: ahead.file) }
    try expectWholeEvents()
    let header = Header(ahead.fields.indices.map(ahead.raw), ahead.place)
    tellSeparator(scanner)
    guard isHeader(header, ahead) else { return try byPosition(scanner, header.names.count) }
    scanner = ahead
    if let positions = options.positions { return try by(positions, header, scanner) }
    return try byName(header, scanner)
  }

  private mutating func tellSeparator(_ scanner: RowScanner) {
    let separator = scanner.separator
    let isUsual =
      separator == standard?.separator || separator == options.separator
      || separator == .comma && !scanner.file.hasSuffix(".tsv")
      || !scanner.file.lowercased().hasSuffix(".csv")
        && (separator == .tab || separator == .doubleColon)
    if !isUsual { report.notes.append("fields are separated by \(separator)") }
  }

  // MARK: Header or none

  private func isHeader(_ header: Header, _ row: RowScanner) -> Bool {
    if let said = options.hasHeader { return said }
    if options.format?.alwaysHasHeader == true || header.isKnown { return true }
    let said = options.columns.values.contains { choice in
      if case .named(let name) = choice { return header.names.contains(name) }
      return false
    }
    return said || row.fields.indices.allSatisfy { !ValueShape.isNumber(row.raw($0)) }
  }

  // MARK: By name

  private mutating func byName(_ header: Header, _ scanner: RowScanner) throws
    -> PartReader.Layout
  {
    var places: [ColumnRole: Int] = [:]
    for role in ColumnRole.allCases {
      guard case .named(let name) = options.choice(role) else { continue }
      places[role] = try header.named(name)
    }
    var missing: [ColumnRole] = []
    for role in ColumnRole.allCases where options.choice(role) == .found {
      if role == .rating, saysEvents { continue }
      if let place = try find(role, header, places) {
        places[role] = place
      } else if role == .user || role == .item {
        missing.append(role)
      }
    }
    for role in [ColumnRole.user, .item] where options.choice(role) == .none {
      missing.append(role)
    }
    if places[.time] == nil, options.choice(.time) == .found {
      places[.time] = timeByValues(header, places, scanner)
    }
    guard missing.isEmpty, let user = places[.user], let item = places[.item] else {
      throw DataError.noRoles(header.place, found: header.names, missing: missing)
    }
    var refusedTime: Int?
    if let time = places[.time], options.choice(.time) == .found, !header.isTimestamp(time),
      let refused = try firstNoTime(time, header, scanner)
    {
      places[.time] = nil
      refusedTime = time
      report.notes.append(
        "the column \(QuotedText.cut(header.names[time])) looks like times, but "
          + "\(QuotedText.cut(refused)) is neither a whole number nor a date as 2011-03-17: not read"
      )
      report.cautions += report.notes.suffix(1)
    }
    tell(places, header, refusedTime: refusedTime)
    return try layout(user, item, places, header.names, header)
  }

  /// Returns the best column of a role by its name; nil if there is none.
  private mutating func find(
    _ role: ColumnRole, _ header: Header, _ places: [ColumnRole: Int]
  ) throws -> Int? {
    let candidates = try header.candidates(role, taken: Set(places.values))
    guard let best = candidates.places.first else { return nil }
    let name = QuotedText.cut(header.names[best])
    if candidates.isGuess {
      report.notes.append("\(name) is taken for the \(role.rawValue) by a part of its name")
    } else if role == .user || role == .item, candidates.places.count > 1 {
      let others = candidates.places.dropFirst().map { QuotedText.cut(header.names[$0]) }
      report.notes.append(
        "\(name) is the \(role.rawValue), not \(others.joined(separator: " or ")) "
          + "(--\(role.rawValue) says otherwise)")
    }
    return best
  }

  /// Returns the column of times by its values: the first whose name speaks of times too, otherwise the first of
  /// dates. Numbers as large as times may be ids, so they are cautioned of alone.
  private mutating func timeByValues(
    _ header: Header, _ places: [ColumnRole: Int], _ scanner: RowScanner
  ) -> Int? {
    guard let shapes = try? ValueShape.of(scanner, columns: header.names.count) else { return nil }
    let free = header.names.indices.filter {
      shapes[$0] == .time && !places.values.contains($0)
    }
    var ahead = scanner
    // Rows of another length are refused where they are read.
    guard !free.isEmpty, (try? ahead.next()) == true, ahead.fields.count == header.names.count
    else { return nil }
    let best =
      free.first(where: header.looksLikeTime)
      ?? free.first { DateBytes.seconds(Array(ahead.raw($0).utf8)) != nil }
    guard let best else {
      for place in free {
        let name = QuotedText.cut(header.names[place])
        report.notes.append(
          "the values of \(name) may be times: not read (--time \(name) reads them)")
        report.cautions += report.notes.suffix(1)
      }
      return nil
    }
    report.notes.append(
      "\(QuotedText.cut(header.names[best])) is taken for the times by its values")
    return best
  }

  /// Notes the columns that were taken, if their names are others than the usual, and those that were
  /// skipped.
  private mutating func tell(
    _ places: [ColumnRole: Int], _ header: Header, refusedTime: Int?
  ) {
    let taken = ColumnRole.allCases.compactMap { role in
      places[role].map { (role, header.names[$0]) }
    }
    for (role, name) in taken { report.columns[role] = name }
    if !taken.allSatisfy({ ColumnNames.isUsual($1, as: $0) }) {
      report.notes.append(
        "columns: "
          + taken.map { "\($0.rawValue) is \(QuotedText.cut($1))" }.joined(separator: ", "))
    }
    let skipped = header.names.indices.filter { !places.values.contains($0) }
    report.skippedColumns = skipped.map { header.names[$0] }
    if !skipped.isEmpty {
      report.notes.append(
        "\(Counted.noun("column", skipped.count)) skipped: "
          + skipped.map { QuotedText.cut(header.names[$0]) }.joined(separator: ", "))
    }
    for other in skipped where header.looksLikeTime(other) && other != refusedTime {
      report.notes.append(
        "the column \(QuotedText.cut(header.names[other])) looks like times: not read")
      if places[.time] == nil { report.cautions += report.notes.suffix(1) }
    }
  }

  /// Returns the value of a column in the first row if it is no time; nil if it is one, or if there is no
  /// such row.
  private func firstNoTime(_ column: Int, _ header: Header, _ scanner: RowScanner) throws -> String?
  {
    var ahead = scanner
    guard try ahead.next(), ahead.fields.count == header.names.count else { return nil }
    var spellings = Spellings()
    let time = try? ahead.time(
      column, header.names[column], isOfDates: header.isOfDates(column), &spellings)
    return time == nil ? ahead.raw(column) : nil
  }

  // MARK: By position

  /// Returns the layout of a file without a header whose shape is known.
  private mutating func byPosition(_ scanner: RowScanner, _ count: Int) throws -> PartReader.Layout
  {
    if let positions = options.positions { return try by(positions, nil, scanner) }
    try expectNoNames()
    if let standard, !standard.alwaysHasHeader {
      var ahead = scanner
      _ = try ahead.next()
      if count != 3 { try ahead.expectFields(4) }
      let roles: [ColumnRole?] = [.user, .item, .rating, .time]
      return try by(read(Array(roles.prefix(count))), nil, scanner)
    }
    let shapes = try ValueShape.of(scanner, columns: count)
    let values = shapes.dropFirst(2).map { $0 }
    let roles: [ColumnRole?]
    switch values {
    case []: roles = [.user, .item]
    case [.time]: roles = [.user, .item, .time]
    case [.rating]: roles = [.user, .item, .rating]
    case [.rating, .time], [.rating, .wholeNumber], [.rating, .rating]:
      roles = [.user, .item, .rating, .time]
    case [.time, .rating]: roles = [.user, .item, .time, .rating]
    default: throw DataError.unknownShape(scanner.file, line: 1, columns: count)
    }
    report.notes.append(
      "no header: the columns are " + roles.compactMap { $0?.rawValue }.joined(separator: ", ")
        + " by position")
    return try by(read(roles), nil, scanner)
  }

  /// Returns the roles without those that are not to be read.
  private func read(_ roles: [ColumnRole?]) -> [ColumnRole?] {
    roles.map { role in role.flatMap { options.choice($0) == .none ? nil : $0 } }
  }

  /// Refuses names of columns for a file that has none.
  ///
  /// - Throws: `DataError.badOption`.
  private func expectNoNames() throws {
    for role in ColumnRole.allCases {
      guard case .named(let name) = options.choice(role) else { continue }
      throw DataError.badOption(
        name: "--\(role.rawValue)", value: name,
        expected:
          "none, or a file with a header: the columns of this one have no names, and --columns says "
          + "them from left to right")
    }
  }

  /// Returns a layout with the roles of all columns from left to right.
  private mutating func by(_ roles: [ColumnRole?], _ header: Header?, _ scanner: RowScanner) throws
    -> PartReader.Layout
  {
    var ahead = scanner
    if try ahead.next(), ahead.fields.count != roles.count {
      try ahead.expectFields(roles.count)
    }
    var places: [ColumnRole: Int] = [:]
    for (place, role) in roles.enumerated() { if let role { places[role] = place } }
    guard let user = places[.user], let item = places[.item] else {
      throw DataError.noRoles(ahead.place, found: [], missing: [.user, .item])
    }
    let names = header?.names ?? roles.indices.map { "column \($0 + 1)" }
    guard names.count == roles.count else {
      throw DataError.fieldCount(ahead.place, found: names.count, expected: roles.count)
    }
    for (role, place) in places { report.columns[role] = names[place] }
    report.skippedColumns = roles.indices.filter { roles[$0] == nil }.map { names[$0] }
    return try layout(user, item, places, names, header)
  }

  private func layout(
    _ user: Int, _ item: Int, _ places: [ColumnRole: Int], _ names: [String], _ header: Header?
  ) throws -> PartReader.Layout {
    let time = places[.time]
    let event = places[.event].map {
      EventColumn(
        field: $0, name: header == nil ? "event" : names[$0], weights: options.eventWeights)
    }
    return PartReader.Layout(
      user: user, item: item, rating: places[.rating], timestamp: time,
      userName: header == nil ? "userId" : names[user],
      timeName: header == nil ? "timestamp" : time.map { names[$0] } ?? "timestamp",
      isOfDates: time.map { header?.isOfDates($0) ?? false } ?? false, fields: names.count,
      limits: limits, skippableRows: options.skippableRows,
      checks: try checks(header, places, names), event: event)
  }
}
