import DebutEngine

/// The lists of many users at once.
struct ListBatch {
  let model: TrainedModel
  let data: LoadedData
  let count: Int
  let support: Int
  /// True if items that a user has rated or had may be listed.
  let repeats: Bool
  /// For each of the model's items whether it may be listed; nil: all may.
  let wanted: [Bool]?
  /// True if an unknown user or item is an error; otherwise it is left out and counted.
  let isStrict: Bool
  let cancellation: Cancellation

  /// Makes the lists of the users of a file, on all threads.
  ///
  /// - Parameter out: the file to write them to, whole or not at all; nil: they are the answer's
  ///   rows.
  /// - Throws: `DataError` with file and line; `EngineError` for the model and for writing.
  func answer(users file: String, out: String?, compute: Compute) throws -> Answer {
    try model.checkItems(of: data.dataset)
    _ = try model.single()
    let (users, unknown) = try users(of: file)
    let lists = try model.recommendations(
      for: users.map(\.query), count: count, minSupport: support, wanted: wanted, repeats: repeats,
      compute: compute,
      shouldStop: { cancellation.isRequested })
    guard let lists else { throw ShellError.interrupted }
    let lines = lists.reduce(0) { $0 + $1.items.count }
    var answer = Answer("recommend")
    answer.add("model", .text(model.name))
    answer.add("users", .count(users.count))
    answer.add("unknown", .count(unknown.count))
    if !unknown.isEmpty { answer.warn(Self.sentence(unknown)) }
    let sentence =
      "\(NumberText.counted(lines, "line")) for "
      + "\(NumberText.counted(users.count, "user")), answered by \(model.name)"
    var table = Table(columns)
    guard let out else {
      try forEachRow(users.map(\.name), lists) { table.add($0) }
      answer.rows = table
      answer.blocks = [.table(table), .line(sentence)]
      return answer
    }
    // Row by row: millions of them take more memory than the lists.
    try AtomicFile.write(to: out) { file in
      file.write(table.columns.map(\.key).joined(separator: ",") + "\n")
      try forEachRow(users.map(\.name), lists) { row in
        file.write(CSVField.line(row.map(\.plain)) + "\n")
      }
    }
    answer.add("lines", .count(lines))
    answer.add("out", .text(out))
    answer.blocks = [.line("\(sentence), written to \(out)")]
    return answer
  }

  /// Reads the users: a person with ratings is fresh, and known by these alone; one without is in
  /// the data.
  ///
  /// - Returns: the users, and sentences on the rows left out.
  /// - Throws: `DataError`; that of the first row left out if nobody is left; `ShellError.interrupted`.
  private func users(of file: String) throws -> (
    users: [(name: String, query: BatchQuery)], unknown: [String]
  ) {
    let list = try RatingList(
      path: file, titles: data.titles, scale: data.dataset.scale, skipsUnknown: !isStrict)
    var users: [(name: String, query: BatchQuery)] = []
    var unknown = list.unknown.map { DataError.inRow($0.place, $0.reason) }
    for (place, person) in list.people.enumerated() {
      if place % 10_000 == 0 { try cancellation.check() }
      let name = person.name ?? People.firstName
      guard person.ratings.isEmpty else {
        users.append((name, BatchQuery(history: person.ratings.map(data.ratedItem))))
        continue
      }
      // Somebody whose items are all unknown is fresh, and not a user of the data of the same name.
      if person.unknownCount > 0 { continue }
      guard let user = try? data.user(.init(written: name)) else {
        let error = DataError.inRow(
          person.place,
          "\(data.label) has no user \(ShellError.quote(name)), and no ratings of theirs are given")
        if isStrict { throw error }
        unknown.append(error)
        continue
      }
      users.append((name, BatchQuery(userID: user.id, history: user.history)))
    }
    if users.isEmpty, let first = unknown.first { throw first }
    return (users, unknown.map(\.description))
  }

  /// Returns one sentence on rows left out, with the first three.
  private static func sentence(_ unknown: [String]) -> String {
    "\(NumberText.counted(unknown.count, "row")) left out, of unknown items or users (--strict refuses them): "
      + unknown.prefix(3).joined(separator: "; ") + (unknown.count > 3 ? "; ..." : "")
  }

  private var columns: [Table.Column] {
    [
      .init("user", whenNarrow: .keep), .init("rank"), .init("item", whenNarrow: .drop),
      .init("title"), .init(model.scoreKey), .init("path", whenNarrow: .drop),
      .init("ratings", whenNarrow: .drop),
    ]
  }

  /// Calls `body` with the cells of every item of every list.
  ///
  /// - Throws: `ShellError.interrupted`.
  private func forEachRow(
    _ names: [String], _ lists: [BatchList], _ body: ([Value]) -> Void
  ) throws {
    var place = 0
    for (name, list) in zip(names, lists) {
      let (path, ratings) = (Value.text(list.path.description), Value.count(list.ratings))
      for (i, item) in list.items.enumerated() {
        if place % 10_000 == 0 { try cancellation.check() }
        place += 1
        body([
          .text(name), .count(i + 1), .id(item.itemID),
          .text(data.name(ofItem: item.itemID)),
          model.value(item.stars, beside: list.items.first?.stars), path, ratings,
        ])
      }
    }
  }
}
