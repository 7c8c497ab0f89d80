import Debut

/// The counts of training events, and the weights that are fitted to them.
struct TransitionFit {
  let events: EventSequences
  let counts: EventCounts
  let mixture: Mixture
  let score: Score
  /// Reads positions of training users, for further fits.
  let fit: EventFit

  /// Counts, and fits the mixture and the score.
  ///
  /// - Parameters:
  ///   - mixture: positions that the mixture is fitted to.
  ///   - score: positions that the score is fitted to.
  ///   - aside: users that no weight is fitted to.
  /// - Throws: `EngineError.interrupted`.
  init(
    _ data: TrainingSet, mixture mixturePositions: Int, score scorePositions: Int,
    aside: Set<Int>, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    events = EventSequences(data.histories)
    counts = try EventCounts(
      events, itemCount: data.itemCount, repeats: data.histories.hasRepeats,
      workers: run.compute.workers
    ) { share in
      try run.checkGoesOn()
      run.progress("counts", share)
    }
    fit = EventFit(counts, events, aside: aside, run)
    var mixture = Mixture(repeats: counts.repeats)
    try fit.fit(&mixture, to: fit.draw(mixturePositions, using: &generator))
    var score = Score()
    try fit.fit(
      &score, mixture, to: fit.draw(scorePositions, using: &generator), using: &generator)
    (self.mixture, self.score) = (mixture, score)
  }

  /// Adds the bytes of the counts, which are made from parts, of the events in several orders, and of what the shards
  /// of the fits keep for all items.
  static func addMemory(for size: TrainingSize, to memory: inout MemorySum) {
    let square = MemorySum.product(size.items, size.items)
    for (kind, pairs) in [(PairKind.after, 1), (.before, 1), (.around, 2)] {
      let most = MemorySum.product(kind.weights.count * pairs, size.ratings)
      memory.addBytes(20, min(most, square))
    }
    memory.addBytes(64, size.ratings)
    memory.addBytes(EventFit.bytesPerItem, size.items)
    memory.addBytes(TrailingPopularity.bytesPerItem, size.items)
  }
}

extension Double {
  /// The number with four decimals.
  var decimals: String {
    let count = Int((self * 10_000).rounded())
    return "\(count / 10_000).\(String(10_000 + count % 10_000).dropFirst())"
  }
}
