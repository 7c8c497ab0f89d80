extension Dataset {
  /// Groups rows into histories and joins them with the titles of items.
  ///
  ///     let data = try Dataset(
  ///       name: "mine", rows: [RatingRow(user: 1, item: 7, rating: 4.5, timestamp: 1_700_000)])
  ///
  /// The data has times if every row has one.
  ///
  /// - Parameters:
  ///   - scale: the rating scale; nil: the first of `RatingScale.known` that holds all ratings, or else
  ///     their own range.
  ///   - knownItems: titles in any order; of several with one id the first counts.
  /// - Throws: `DataError.empty` without rows, `.outOfScale` if no scale is one for the ratings.
  /// - Precondition: ids are not empty, ratings are finite.
  public init(
    name: String, isGenerated: Bool = false, rows: [RatingRow], scale: RatingScale? = nil,
    knownItems: [Item] = [], tables: SideTables = SideTables(), notes: [String] = []
  ) throws {
    try self.init(
      name: name, isGenerated: isGenerated, ratings: RatingTable(rows), plan: .init(threads: 1),
      scale: scale, knownItems: knownItems, tables: tables, notes: notes)
  }

  /// Groups ratings that a reader made, with the plan's threads. The outcome does not depend on
  /// their number.
  ///
  /// - Throws: `DataError.empty`, `.outOfScale`, and `.interrupted` if a stop was requested before
  ///   the end.
  init(
    name: String, isGenerated: Bool = false, ratings: RatingTable, plan: LoadPlan,
    scale: RatingScale?, knownItems: [Item] = [], tables: SideTables = SideTables(),
    notes: [String] = []
  ) throws {
    guard let span = ratings.ratingSpan else { throw DataError.empty(file: name) }
    if ratings.isImplicit {
      let told = "no column of stars: rows are events (implicit feedback)"
      self.init(
        name: name, isGenerated: isGenerated, ratings: ratings, plan: plan, feedback: .implicit,
        knownItems: knownItems, tables: tables, notes: notes + [told])
      reading.cautions.append(told)
      try plan.stop.check()
      return
    }
    guard let found = scale ?? RatingScale.fitting(span) else {
      let value = span.lowerBound < 0 ? span.lowerBound : span.upperBound
      throw DataError.outOfScale(
        .init(file: name, line: 1), value: "\(value)", scale: RatingScale(0, 100))
    }
    var notes = notes
    if scale == nil, !RatingScale.known.contains(found) {
      notes.append("no usual scale holds all ratings: it is their own range, \(found)")
    }
    self.init(
      name: name, isGenerated: isGenerated, ratings: ratings, plan: plan,
      feedback: .explicit(found), knownItems: knownItems, tables: tables, notes: notes)
    // A grouping that was stopped midway is no data.
    try plan.stop.check()
  }

  /// Groups rows of a known kind of feedback; the scale of explicit ratings holds them.
  init(
    name: String, isGenerated: Bool = false, ratings: RatingTable,
    plan: LoadPlan = .init(threads: 1), feedback: Feedback, knownItems: [Item] = [],
    tables: SideTables = SideTables(),
    notes: [String] = []
  ) {
    let grouping = HistoryGrouping(
      ratings, keepsRepeats: feedback.keepsRepeats,
      drawsTies: feedback == .implicit && ratings.ties == .drawn, plan: plan)
    let histories = Histories(
      columns: grouping.columns.inSeconds(ratings.report.timeUnit ?? .seconds),
      users: grouping.users, ranges: grouping.ranges)
    let join = ItemJoin(rated: grouping.items, known: knownItems)
    let catalogue = Catalogue(rated: join.rated, unrated: join.unrated)
    var tables = tables.normal(users: grouping.users, items: grouping.items)
    tables.fields = tables.fields.placed(
      knownItems.lazy.map { grouping.items.normal($0.id) }, in: catalogue)
    self.init(
      name: name, isGenerated: isGenerated, feedback: feedback, catalogue: catalogue,
      histories: histories, tables: tables,
      duplicates: grouping.duplicates,
      fingerprint: Fingerprint.of(
        histories, items: grouping.items, threads: plan.threads))
    reading = ratings.report
    let cautions = cautions(on: ratings)
    self.notes = notes + join.notes + ratings.report.notes + cautions
    reading.cautions += cautions
    if duplicates > 0 {
      let those = counted(duplicates, "rating was", "ratings were")
      self.notes.append("\(those) replaced by a later one of the same user and item")
    }
  }

  /// Returns sentences about what is odd in the ratings, and makes results wrong.
  private func cautions(on ratings: RatingTable) -> [String] {
    var notes: [String] = []
    let tied = tiedShare ?? 0
    if !ratings.hasTimestamps {
      notes.append("no timestamps: histories are in the order of the file")
    } else if tied >= 0.005 {
      let rows = feedback == .implicit ? "events" : "ratings"
      let share =
        tied == 1
        ? "all times of a user are equal"
        : "\(Int((100 * tied).rounded())) % of a user's neighbouring \(rows) have the same time"
      let order =
        feedback == .implicit && ratings.ties == .drawn
        ? "their order is drawn (that of the file: --ties file)"
        : tied == 1 ? "histories are in the order of the file" : "their order is that of the file"
      notes.append("\(share): \(order)")
    }
    if let span = ratings.ratingSpan, span.lowerBound == span.upperBound, histories.ratingCount > 1,
      !feedback.keepsRepeats
    {
      notes.append(
        "every rating is \(RatingScale.text(span.lowerBound)): there is nothing to predict, which looks like "
          + "implicit feedback")
    }
    return notes
  }
}

/// Divides items of a titles' file into rated and unrated ones, and adds rated ones that it lacks.
private struct ItemJoin {
  /// The rated items, in the order of their vocabulary.
  private(set) var rated: [Item]
  /// The other items: numbers ascend, texts are in the order of the file.
  private(set) var unrated: [Item] = []
  /// Sentences about repeated and about missing items.
  private(set) var notes: [String] = []

  init(rated vocabulary: Vocabulary, known: [Item]) {
    let (items, repeated) =
      vocabulary.kind == .numeric
      ? Self.ascending(known.map { $0.normal(vocabulary) })
      : Self.first(known.map { $0.normal(vocabulary) })
    rated = vocabulary.map { Item(id: $0) }
    var untitled = rated.count
    for item in items {
      if let index = vocabulary.index(of: item.id) {
        rated[index] = item
        untitled -= 1
      } else {
        unrated.append(item)
      }
    }
    if repeated > 0 {
      notes.append("\(counted(repeated, "item is", "items are")) listed again; the first counts")
    }
    if untitled > 0 && !known.isEmpty {
      notes.append("\(counted(untitled, "rated item has", "rated items have")) no title")
    }
  }

  /// Returns the items by ascending id, each once, and the number of those left out as repeated.
  private static func ascending(_ known: [Item]) -> (items: [Item], repeated: Int) {
    if zip(known, known.dropFirst()).allSatisfy({ $0.id < $1.id }) { return (known, 0) }
    let order = known.indices.sorted { (known[$0].id, $0) < (known[$1].id, $1) }
    var items: [Item] = []
    for i in order where items.last?.id != known[i].id { items.append(known[i]) }
    return (items, known.count - items.count)
  }

  /// Returns the items in their order, each once, and the number of those left out as repeated.
  private static func first(_ known: [Item]) -> (items: [Item], repeated: Int) {
    var seen: Set<Vocabulary.Key> = []
    let items = known.filter { seen.insert($0.id).inserted }
    return (items, known.count - items.count)
  }
}

extension Item {
  /// Returns the item with its id as a vocabulary would have it.
  fileprivate func normal(_ vocabulary: Vocabulary) -> Item {
    let key = vocabulary.normal(id)
    return key == id ? self : Item(id: key, title: title, year: year, genres: genres)
  }
}

private func counted(_ count: Int, _ one: String, _ several: String) -> String {
  "\(count) \(count == 1 ? one : several)"
}
