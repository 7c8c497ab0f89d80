/// The column that says what a row's event is, and the weights of its kinds.
struct EventColumn {
  let field: Int
  /// The column's name, for errors.
  let name: String
  /// The kinds that are read, and their weights from 0 to 1; nil if all are, with the weight 1.
  let weights: [(kind: [UInt8], weight: Float)]?

  init(field: Int, name: String, weights: [EventWeight]) {
    self.field = field
    self.name = name
    let largest = weights.map(\.weight).max() ?? 1
    self.weights =
      weights.isEmpty ? nil : weights.map { (Array($0.kind.utf8), Float($0.weight / largest)) }
  }

  /// Returns the weight of a kind; nil if it is left out.
  func weight(of kind: [UInt8]) -> Float? {
    guard let weights else { return 1 }
    return weights.first { $0.kind == kind }?.weight
  }

  /// Returns the weight of the scanner's row; nil if it is left out.
  ///
  /// - Throws: `DataError.emptyField` if all kinds are read, and this one is empty.
  func weight(of scanner: RowScanner) throws -> Float? {
    try scanner.withText(field) { kind in
      if let weights { return weights.first { kind.elementsEqual($0.kind) }?.weight }
      if kind.isEmpty { throw DataError.emptyField(scanner.place, column: name) }
      return 1
    }
  }

  /// Returns false if there are too many kinds.
  func accepts(_ counts: EventCounts) -> Bool { weights != nil || counts.uncounted == 0 }

  /// Counts the kind of the scanner's row.
  ///
  /// - Throws: `DataError.inRow` if all kinds are read, and this one is one too many; `.badEncoding`.
  func count(_ scanner: RowScanner, _ counts: inout EventCounts) throws {
    try scanner.withText(field) { kind in
      guard let isCounted = counts.count(kind) else {
        throw DataError.badEncoding(scanner.place, expected: "UTF-8")
      }
      guard isCounted || weights != nil else {
        throw DataError.inRow(
          scanner.place,
          "\(name) \(QuotedText.cut(scanner.raw(field))) is one more than \(EventCounts.most) kinds of "
            + "events: expected few, as view and cart")
      }
    }
  }

  /// Returns sentences on the kinds that were read and those that were left out.
  func notes(_ counts: EventCounts) -> [String] {
    guard let weights else {
      let kinds = counts.kinds.map { "\(Self.text($0.kind)) (\(Counted.text($0.rows, "row")))" }
      return ["events count 1 each: \(kinds.joined(separator: ", "))"]
    }
    let read = weights.map { kind, weight in
      let rows = counts.kinds.first { $0.kind == kind }?.rows ?? 0
      return "\(Self.text(kind)) \(RatingScale.text(weight)) (\(Counted.text(rows, "row")))"
    }
    var notes = ["weights of events: \(read.joined(separator: ", "))"]
    let others = counts.kinds.filter { other in !weights.contains { $0.kind == other.kind } }
    if !others.isEmpty || counts.uncounted > 0 {
      let shown = others.prefix(Self.shownKinds).map { "\(Self.text($0.kind)) (\($0.rows))" }
      let more = others.count > shown.count || counts.uncounted > 0 ? ", ..." : ""
      let rows = others.reduce(counts.uncounted) { $0 + $1.rows }
      notes.append(
        "\(Counted.text(rows, "row")) of other events left out: \(shown.joined(separator: ", "))\(more)"
      )
    }
    return notes
  }

  /// The kinds left out that are shown.
  private static let shownKinds = 5

  private static func text(_ kind: [UInt8]) -> String {
    QuotedText.cut(String(decoding: kind, as: UTF8.self))
  }
}

/// The numbers of rows by the kinds of their events, of which few are expected.
struct EventCounts {
  /// The kinds in the order of their first rows.
  private(set) var kinds: [(kind: [UInt8], rows: Int)] = []
  /// The rows of kinds beyond the most.
  private(set) var uncounted = 0

  /// The most kinds that are told apart.
  static let most = 100

  /// Counts a row; returns false if its kind is one too many, nil if it is not UTF-8.
  mutating func count(_ kind: UnsafeBufferPointer<UInt8>) -> Bool? {
    if let place = kinds.firstIndex(where: { kind.elementsEqual($0.kind) }) {
      kinds[place].rows += 1
      return true
    }
    guard TextCheck.firstInvalidUTF8(kind) == nil else { return nil }
    guard kinds.count < Self.most else {
      uncounted += 1
      return false
    }
    kinds.append((Array(kind), 1))
    return true
  }

  /// Adds rows of kinds that were counted before.
  ///
  /// - Parameter rows: the numbers of rows in the order of `kinds`.
  mutating func add(_ rows: UnsafePointer<Int>) {
    for place in kinds.indices { kinds[place].rows += rows[place] }
  }

  /// Adds the counts of rows that follow.
  mutating func add(_ others: EventCounts) {
    uncounted += others.uncounted
    for other in others.kinds {
      if let place = kinds.firstIndex(where: { $0.kind == other.kind }) {
        kinds[place].rows += other.rows
      } else if kinds.count < Self.most {
        kinds.append(other)
      } else {
        uncounted += other.rows
      }
    }
  }
}
