extension VocabularyMerge {
  /// Merges texts: keys come in the order of their first rows, at any number of builders.
  ///
  /// - Complexity: O(n · builders), and O(n log n) if a builder's rows do not ascend.
  init(_ builders: [TextKeyBuilder]) {
    if builders.count == 1 {
      let keys = builders[0].keys
      let ranks = OwnedBuffer<Int32>(capacity: keys.count)
      for code in 0..<keys.count { ranks.start[code] = Int32(code) }
      let first = builders[0].firstRows
      if (1..<max(keys.count, 1)).allSatisfy({ first.start[$0 - 1] < first.start[$0] }) {
        self.init(vocabulary: Vocabulary(keys), ranks: [ranks])
        return
      }
    }
    let ranks = builders.map { OwnedBuffer<Int32>(capacity: $0.keys.count) }
    // A thread takes stretches from front to back, so its codes ascend with their first rows.
    let orders = builders.map { builder in
      let first = builder.firstRows
      return (0..<builder.keys.count).sorted { first.start[$0] < first.start[$1] }
    }
    var next = builders.map { _ in 0 }
    let merged = TextKeys()
    while true {
      var nearest: (row: Int, builder: Int)?
      for (i, builder) in builders.enumerated() where next[i] < orders[i].count {
        let row = builder.firstRows.start[orders[i][next[i]]]
        if row < nearest?.row ?? .max { nearest = (row, i) }
      }
      guard let builder = nearest?.builder else { break }
      let code = orders[builder][next[builder]]
      next[builder] += 1
      guard let index = merged.add(builders[builder].keys[code]) else { continue }
      ranks[builder].start[code] = index
    }
    self.init(vocabulary: Vocabulary(merged), ranks: ranks)
  }
}
