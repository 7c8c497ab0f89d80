extension RowFilter {
  /// Returns the first second of a time such as `2011-03-17` or `2011-03-17T18:30`, or the first after it.
  ///
  /// - Parameters:
  ///   - text: the day or the time, in UTC if it says no zone.
  ///   - option: the option's name, for the error.
  ///   - isEnd: true for the second after the day or the time.
  /// - Throws: `DataError.badOption`.
  public static func time(parsing text: String, option: String, isEnd: Bool) throws -> Int64 {
    guard let seconds = DateBytes.seconds(Array(text.utf8)) else {
      throw DataError.badOption(
        name: option, value: text, expected: "a day as 2011-03-17 or a time as 2011-03-17T18:30:00")
    }
    guard isEnd else { return seconds }
    return seconds + (text.utf8.count == 10 ? 86_400 : 1)
  }
}

extension Dataset {
  /// Returns the rows that a filter keeps: first those within its times, then those of users and items with
  /// enough rows, until all that are left have enough.
  ///
  /// - Throws: `DataError.noTimestamps` for a filter by time of data without times; `.nothingKept`.
  func keeping(_ filter: RowFilter, plan: LoadPlan) throws -> Dataset {
    guard !filter.keepsAll else { return self }
    if filter.from != nil || filter.until != nil, !hasTimestamps {
      throw DataError.noTimestamps(name)
    }
    let kept = try keptRows(filter, plan)
    guard kept.contains(where: { !$0.isEmpty }) else { throw DataError.nothingKept(name) }
    return keeping(kept, plan)
  }

  /// Returns the places in the columns of each user's rows that are kept.
  private func keptRows(_ filter: RowFilter, _ plan: LoadPlan) throws -> [[Int]] {
    let columns = histories.columns
    var kept = histories.ranges.map { range in
      range.filter { row in
        guard filter.from != nil || filter.until != nil else { return true }
        let time = columns.timestamps[row]
        return time >= filter.from ?? .min && time < filter.until ?? .max
      }
    }
    guard filter.fewestOfUser > 0 || filter.fewestOfItem > 0 else { return kept }
    var hasChanged = true
    while hasChanged {
      try plan.stop.check()
      hasChanged = false
      var counts = [Int](repeating: 0, count: catalogue.ratedCount)
      for rows in kept { for row in rows { counts[Int(columns.items[row])] += 1 } }
      for user in kept.indices where !kept[user].isEmpty {
        let before = kept[user].count
        kept[user].removeAll { counts[Int(columns.items[$0])] < filter.fewestOfItem }
        if kept[user].count < filter.fewestOfUser { kept[user] = [] }
        hasChanged = hasChanged || kept[user].count != before
      }
    }
    return kept
  }

  /// Returns the rows at places in the columns, with the users and items that have any.
  private func keeping(_ kept: [[Int]], _ plan: LoadPlan) -> Dataset {
    let columns = histories.columns
    let rows = kept.flatMap { $0 }
    var isKept = [Bool](repeating: false, count: catalogue.ratedCount)
    for row in rows { isKept[Int(columns.items[row])] = true }
    let items = isKept.indices.filter { isKept[$0] }
    var index = [Int32](repeating: 0, count: isKept.count)
    for (new, old) in items.enumerated() { index[old] = Int32(new) }
    var ranges: [Range<Int>] = []
    for rows in kept where !rows.isEmpty {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + rows.count)
    }
    let left = Histories(
      columns: .init(
        items: rows.map { index[Int(columns.items[$0])] },
        ratings: rows.map { columns.ratings[$0] },
        timestamps: hasTimestamps ? rows.map { columns.timestamps[$0] } : []),
      users: histories.users.selecting(kept.indices.filter { !kept[$0].isEmpty }),
      ranges: ranges)
    // An item without a title is none without rows.
    let others = isKept.indices.filter { !isKept[$0] }.map { catalogue[$0] }
      .filter { !$0.title.isEmpty }
    let catalogueLeft = Catalogue(
      rated: items.map { catalogue[$0] },
      unrated: (others + catalogue.items.dropFirst(catalogue.ratedCount))
        .sorted { $0.id < $1.id })
    let count = histories.ratingCount
    var tables = tables
    tables.fields = tables.fields.moved(from: catalogue, to: catalogueLeft)
    var data = Dataset(
      name: name, isGenerated: isGenerated, feedback: feedback, catalogue: catalogueLeft,
      histories: left, tables: tables,
      notes: notes + ["\(rows.count) of \(count) rows kept"], duplicates: duplicates,
      fingerprint: Fingerprint.of(
        left, items: catalogue.vocabulary.selecting(items),
        threads: plan.threads))
    data.reading = reading
    return data
  }
}
