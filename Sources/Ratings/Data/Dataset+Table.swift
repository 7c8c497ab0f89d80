extension Dataset {
  /// Groups a table into histories and joins it with what is known of its items.
  ///
  /// - Parameters:
  ///   - scale: the rating scale; without one the first of `RatingScale.known` that holds all ratings.
  ///   - knownItems: titles in any order; of several with one id the first counts.
  /// - Throws: `DataError.empty` if the table has no rows, `.outOfScale` if no known scale holds its
  ///   ratings.
  public init(
    name: String, isGenerated: Bool = false, table: RatingTable, scale: RatingScale? = nil,
    knownItems: [Item] = [], tables: SideTables = SideTables(), notes: [String] = []
  ) throws {
    try self.init(
      name: name, isGenerated: isGenerated, ratings: table.parts, plan: .init(threads: 1),
      scale: scale,
      knownItems: knownItems, tables: tables, notes: notes)
  }

  /// The same for ratings as a reader hands them on. The outcome is the same for any number of threads.
  ///
  /// - Throws: besides, `DataError.interrupted` where a stop was requested before the end.
  init(
    name: String, isGenerated: Bool = false, ratings: RatingParts, plan: RatingReader.Plan,
    scale: RatingScale?, knownItems: [Item] = [], tables: SideTables = SideTables(),
    notes: [String] = []
  ) throws {
    guard let span = ratings.ratingSpan else { throw DataError.empty(file: name) }
    let fitting = RatingScale.known.first {
      $0.contains(span.lowerBound) && $0.contains(span.upperBound)
    }
    guard let scale = scale ?? fitting else {
      let value = span.lowerBound < 0 ? span.lowerBound : span.upperBound
      throw DataError.outOfScale(
        .init(file: name, line: 1), value: "\(value)", scale: RatingScale(0, 10))
    }
    self.init(
      name: name, isGenerated: isGenerated, ratings: ratings, plan: plan, onScale: scale,
      knownItems: knownItems, tables: tables, notes: notes)
    // What was given up midway is no data.
    try plan.stop.check()
  }

  /// The same, on a scale that is known to hold the ratings.
  init(
    name: String, isGenerated: Bool = false, ratings: RatingParts,
    plan: RatingReader.Plan = .init(threads: 1),
    onScale scale: RatingScale, knownItems: [Item] = [], tables: SideTables = SideTables(),
    notes: [String] = []
  ) {
    let grouping = HistoryGrouping(ratings, plan: plan)
    let histories = Histories(
      columns: grouping.columns, userIDs: grouping.userIDs, ranges: grouping.ranges)
    let join = ItemJoin(rated: grouping.itemIDs, known: knownItems)
    var notes = notes + join.notes
    if !ratings.hasTimestamps {
      notes.append("no timestamps: histories are in the order of the file")
    }
    if grouping.duplicates > 0 {
      let those = counted(grouping.duplicates, "rating was", "ratings were")
      notes.append("\(those) replaced by a later one of the same user and item")
    }
    self.init(
      name: name, isGenerated: isGenerated, scale: scale,
      catalogue: Catalogue(rated: join.rated, unrated: join.unrated), histories: histories,
      tables: tables, notes: notes, duplicates: grouping.duplicates,
      fingerprint: Fingerprint.of(
        histories, itemIDs: grouping.itemIDs, threads: plan.threads))
  }
}

/// Divides known items into rated and unrated ones, and adds rated ones that are not known.
private struct ItemJoin {
  private(set) var rated: [Item] = []
  private(set) var unrated: [Item] = []
  private(set) var notes: [String] = []

  /// - Parameter rated: ascending ids.
  init(rated ids: [Int64], known: [Item]) {
    let (items, repeated) = Self.ascending(known)
    var next = 0
    var untitled = 0
    rated.reserveCapacity(ids.count)
    for id in ids {
      while next < items.count && items[next].id < id {
        unrated.append(items[next])
        next += 1
      }
      if next < items.count && items[next].id == id {
        rated.append(items[next])
        next += 1
      } else {
        rated.append(Item(id: id))
        untitled += 1
      }
    }
    unrated += items[next...]
    if repeated > 0 {
      notes.append("\(counted(repeated, "item is", "items are")) listed again; the first counts")
    }
    if untitled > 0 && !known.isEmpty {
      notes.append("\(counted(untitled, "rated item has", "rated items have")) no title")
    }
  }

  /// The items by ascending id, each once, and how many were left out for that.
  private static func ascending(_ known: [Item]) -> (items: [Item], repeated: Int) {
    if zip(known, known.dropFirst()).allSatisfy({ $0.id < $1.id }) { return (known, 0) }
    let order = known.indices.sorted { (known[$0].id, $0) < (known[$1].id, $1) }
    var items: [Item] = []
    for i in order where items.last?.id != known[i].id { items.append(known[i]) }
    return (items, known.count - items.count)
  }
}

private func counted(_ count: Int, _ one: String, _ several: String) -> String {
  "\(count) \(count == 1 ? one : several)"
}
