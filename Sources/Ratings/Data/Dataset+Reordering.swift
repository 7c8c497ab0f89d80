extension Dataset {
  /// Returns the data with every history in a random order; times stay where they are, so that the divisions of the
  /// data are between the same numbers of rows.
  ///
  /// A model that reads the order of events does worse on it, if the order says something.
  package func shufflingHistories(seed: UInt64) -> Dataset {
    var generator = SeededGenerator(seed: seed)
    return reordering { range, rows in
      var drawing = generator.split()
      rows.replaceSubrange(range, with: Array(range).shuffled(using: &drawing))
    }
  }

  /// Returns the data with another random order of each user's rows of one time; as it is without times.
  package func redrawingTies(seed: UInt64) -> Dataset {
    let times = histories.columns.timestamps
    guard !times.isEmpty else { return self }
    var generator = SeededGenerator(seed: seed)
    return reordering { range, rows in
      var drawing = generator.split()
      var start = range.lowerBound
      while start < range.upperBound {
        let end =
          times[start..<range.upperBound].firstIndex { $0 != times[start] } ?? range.upperBound
        if end - start > 1 {
          rows.replaceSubrange(start..<end, with: Array(start..<end).shuffled(using: &drawing))
        }
        start = end
      }
    }
  }

  /// Returns the data with rows in other places of their histories, and a fingerprint of its own.
  ///
  /// - Parameter reorder: called with each history's rows and the row that stands at each place.
  private func reordering(_ reorder: (Range<Int>, inout [Int]) -> Void) -> Dataset {
    let columns = histories.columns
    var rows = Array(columns.items.indices)
    for range in histories.ranges where range.count > 1 { reorder(range, &rows) }
    let reordered = Histories(
      columns: .init(
        items: rows.map { columns.items[$0] }, ratings: rows.map { columns.ratings[$0] },
        timestamps: columns.timestamps),
      users: histories.users, ranges: histories.ranges)
    return Dataset(
      name: name, isGenerated: isGenerated, feedback: feedback, catalogue: catalogue,
      histories: reordered, tables: tables, notes: notes, duplicates: duplicates,
      fingerprint: Fingerprint.of(
        reordered, items: catalogue.vocabulary, threads: ParallelWork.defaultThreads),
      tiedShare: tiedShare)
  }
}
