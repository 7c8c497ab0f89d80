import Debut

/// The counts of training events, and the weights that are fitted to them.
struct TransitionFit {
  let events: EventSequences
  let counts: EventCounts
  /// The weights for what comes right after a user's last event.
  let weights: TransitionWeights
  /// Those for questions after all training events; nil without times, or if there are few events.
  let later: TransitionWeights?
  /// Reads positions of training users, for further fits.
  let fit: EventFit

  /// Counts, and fits the weights.
  ///
  /// - Parameters:
  ///   - size: the positions that weights are fitted to.
  ///   - aside: users that no weight is fitted to.
  /// - Throws: `EngineError.interrupted`.
  init(
    _ data: TrainingSet, _ size: TransitionFitSize, aside: Set<Int>, _ run: TrainingContext,
    using generator: inout SeededGenerator
  ) throws {
    let events = EventSequences(data.histories)
    self.events = events
    // First, so that its counts are gone when the others are made. The draws of the others do not depend on it.
    var drawn = generator
    later = try Self.laterFit(events, data, aside: aside, run)?.weights(size, using: &drawn)
    counts = try Self.counts(of: events, data, run)
    fit = EventFit(counts, events, aside: aside, run)
    weights = try fit.weights(size, using: &generator)
  }

  private static func counts(
    of events: EventSequences, _ data: TrainingSet, _ run: TrainingContext
  ) throws -> EventCounts {
    try EventCounts(
      events, itemCount: data.itemCount, repeats: data.histories.hasRepeats,
      workers: run.compute.workers
    ) { share in
      try run.checkGoesOn()
      run.progress("counts", share)
    }
  }

  /// Returns what fits weights for questions after all training events, to the last of these by counts of those
  /// before; nil without times, or if there are few.
  ///
  /// - Throws: `EngineError.interrupted`.
  static func laterFit(
    _ events: EventSequences, _ data: TrainingSet, aside: Set<Int>, _ run: TrainingContext
  ) throws -> EventFit? {
    try LaterEvents(events).map {
      EventFit(
        try counts(of: $0.before, data, run), $0.all, from: $0.firstPositions, aside: aside, run)
    }
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
