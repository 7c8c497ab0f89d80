import DebutEngine

/// The lists of many users at once.
struct ListBatch {
  let model: TrainedModel
  let data: LoadedData
  let count: Int
  let support: Int
  /// For each of the model's items whether it may be listed; nil: all may.
  let wanted: [Bool]?

  /// One user who is asked about.
  private struct Query {
    let name: String
    /// Nil for a fresh user.
    let userID: Int64?
    let history: [RatedItem]
  }

  /// One user's list, and how it came about.
  private struct List {
    let items: [Recommendation]
    let path: AnswerPath
    let ratings: Int
  }

  /// Makes the lists of the users of a file, shared out over the threads.
  ///
  /// - Parameter out: where to write them, whole or not at all; nil: they are the answer's rows.
  /// - Throws: `DataError` with file and line; `EngineError` for the model and for writing.
  func answer(users file: String, out: String?, compute: Compute) throws -> Answer {
    try model.checkItems(of: data.dataset)
    _ = try model.single(for: "recommend")
    let queries = try queries(file)
    let lists = try lists(of: queries, compute: compute)
    let rows = table(queries, lists)
    var answer = Answer("recommend")
    answer.add("model", .text(model.name))
    answer.add("users", .count(queries.count))
    let sentence =
      "\(NumberText.counted(rows.rows.count, "line")) for "
      + "\(NumberText.counted(queries.count, "user")), answered by \(model.name)"
    guard let out else {
      answer.rows = rows
      answer.blocks = [.table(rows), .line(sentence)]
      return answer
    }
    try AtomicFile.write(to: out) { file in
      file.write(rows.columns.map(\.key).joined(separator: ",") + "\n")
      for row in rows.rows {
        file.write(row.map { CSVRenderer.quoted($0.plain) }.joined(separator: ",") + "\n")
      }
    }
    answer.add("lines", .count(rows.rows.count))
    answer.add("out", .text(out))
    answer.blocks = [.line("\(sentence), written to \(out)")]
    return answer
  }

  /// A person with ratings is fresh, and known by these alone; one without is a user of the data.
  private func queries(_ file: String) throws -> [Query] {
    let list = try RatingList(path: file, titles: data.titles, scale: data.dataset.scale)
    return try list.people.map { person in
      let name = person.name ?? People.firstName
      guard person.ratings.isEmpty else {
        return Query(name: name, userID: nil, history: person.ratings.map(data.ratedItem))
      }
      guard let id = Int64(name), let history = try? data.history(ofUser: id) else {
        throw DataError.inRow(
          person.place,
          "\(data.label) has no user \(ShellError.quote(name)), and no ratings of theirs are given")
      }
      return Query(name: name, userID: id, history: history)
    }
  }

  private func lists(of queries: [Query], compute: Compute) throws -> [List?] {
    var lists = [List?](repeating: nil, count: queries.count)
    let group = 16 * compute.workers.threads
    try lists.withUnsafeMutableBufferPointer { lists in
      for start in stride(from: 0, to: queries.count, by: group) {
        guard !Interruption.isRequested else { throw ShellError.interrupted }
        let count = min(group, queries.count - start)
        compute.forBlocks(of: 1, in: count) { offset, _ in
          lists[start + offset] = list(of: queries[start + offset])
        }
      }
    }
    return lists
  }

  /// Nil for a model of several folds, which was refused before.
  private func list(of query: Query) -> List? {
    let view = try? model.answer(
      userID: query.userID, history: query.history, for: "recommend")
    return view.map { view in
      List(
        items: view.top(count, minSupport: support, wanted: wanted), path: view.path,
        ratings: view.ratings)
    }
  }

  private func table(_ queries: [Query], _ lists: [List?]) -> Table {
    var table = Table([
      .init("user", whenNarrow: .keep), .init("rank"), .init("item", whenNarrow: .drop),
      .init("title"), .init("stars"), .init("path", whenNarrow: .drop),
      .init("ratings", whenNarrow: .drop),
    ])
    for (query, list) in zip(queries, lists) {
      guard let list else { continue }
      for (i, item) in list.items.enumerated() {
        table.add([
          .text(query.name), .count(i + 1), .id(item.itemID),
          .text(data.name(ofItem: item.itemID)), .stars(item.stars),
          .text(list.path.description), .count(list.ratings),
        ])
      }
    }
    return table
  }
}
