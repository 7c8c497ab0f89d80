import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Fits the mixture and the score to positions of training users.
///
/// A position goes to a shard by its number alone, and shards are summed in order: the result does not depend on the
/// number of threads.
final class EventFit {
  static let shards = 8
  private static let batch = 32
  private static let learningRate = 2e-2
  private static let epochs = 4

  private let run: TrainingContext
  let events: EventSequences
  let counts: EventCounts
  let readers: [PositionReader]
  /// [users] the first position of each that may be drawn; nil: the second.
  private let firstPositions: [Int]?
  /// Users that nothing is fitted to; they choose.
  private let aside: Set<Int>

  /// Bytes for each item.
  static let bytesPerItem = shards * PositionReader.bytesPerItem

  /// - Parameters:
  ///   - firstPositions: [users] the first position of each that is not counted; nil: all events are counted, and are
  ///     left out where they are read.
  ///   - aside: users that are not drawn from.
  init(
    _ counts: EventCounts, _ events: EventSequences, from firstPositions: [Int]? = nil,
    aside: Set<Int>, _ run: TrainingContext
  ) {
    self.run = run
    self.counts = counts
    self.aside = aside
    self.events = events
    self.firstPositions = firstPositions
    readers = (0..<Self.shards).map { _ in
      PositionReader(counts, events, leavesOut: firstPositions == nil)
    }
  }

  /// Fits the mixture, then the score.
  ///
  /// - Throws: `EngineError.interrupted`.
  func weights(
    _ size: TransitionFitSize, using generator: inout SeededGenerator
  ) throws -> TransitionWeights {
    var weights = TransitionWeights(mixture: Mixture(repeats: counts.repeats))
    try fit(&weights.mixture, to: draw(size.mixture, using: &generator))
    try fit(
      &weights.score, weights.mixture, to: draw(size.score, using: &generator), using: &generator)
    return weights
  }

  /// Returns the positions of a user that may be drawn.
  func positions(of user: Int) -> Range<Int> {
    events.positions(of: user, from: firstPositions?[user] ?? 1)
  }

  /// Draws positions that may be drawn, each at most once: half of them among all events, so that whoever did
  /// much counts much, and half by drawing a user first. All of them if there are no more.
  func draw(_ count: Int, using generator: inout SeededGenerator) -> [TrainingPosition] {
    var positions: [TrainingPosition] = []
    positions.reserveCapacity(events.items.count)
    for user in 0..<events.userCount where !aside.contains(user) {
      positions += self.positions(of: user).map { TrainingPosition(user: user, position: $0) }
    }
    guard positions.count > count else { return positions }
    var drawn: Set<TrainingPosition> = []
    var result: [TrainingPosition] = []
    func take(_ position: TrainingPosition) {
      if drawn.insert(position).inserted { result.append(position) }
    }
    // Few users may run out of positions: then the rest is drawn among all.
    for _ in 0..<count where result.count < count / 2 {
      let user = generator.below(events.userCount)
      let own = self.positions(of: user)
      guard !own.isEmpty, !aside.contains(user) else { continue }
      take(TrainingPosition(user: user, position: own.lowerBound + generator.below(own.count)))
    }
    var next = 0
    while result.count < count, next < positions.count {
      positions.swapAt(next, next + generator.below(positions.count - next))
      take(positions[next])
      next += 1
    }
    return result
  }

  /// The last events of the users that are set aside.
  var validation: [TrainingPosition] { lastEvents(of: aside.sorted()) }

  /// Returns the last event of each user; of few users the last ones, so that chance does not choose.
  func lastEvents(of users: [Int]) -> [TrainingPosition] {
    let each = max(1, 1000 / max(users.count, 1))
    return users.flatMap { user in
      let count = events.starts[user + 1] - events.starts[user]
      return (max(1, count - each)..<max(1, count)).map {
        TrainingPosition(user: user, position: $0)
      }
    }
  }

  /// Returns the events before a position, at most as many as the state keeps, each with the gap before it.
  func recent(before place: TrainingPosition) -> [(item: Int32, gap: Float)] {
    let first = events.starts[place.user]
    let end = first + place.position
    return (max(first, end - UserEvents.reach)..<end).map { event in
      let isTimed = !events.times.isEmpty && event > first
      return (
        events.items[event],
        isTimed ? UserEvents.gap(from: events.times[event - 1], to: events.times[event]) : 0
      )
    }
  }

  /// Returns the discounted gain of an item at a position, among the first ten by their scores: 1 / log2(1 + rank).
  /// Items that the user has had are no candidates, unless users have items again.
  func gain(
    of target: Int, at place: TrainingPosition, _ scores: UnsafeMutablePointer<Float>
  ) -> Double {
    let own = scores[target]
    // Nothing is above a score that is no number.
    guard !own.isNaN else { return 0 }
    if !counts.repeats {
      let first = events.starts[place.user]
      for item in events.items[first..<first + place.position] { scores[Int(item)] = -.infinity }
    }
    var rank = 1
    for item in 0..<counts.itemCount where item != target && scores[item] >= own { rank += 1 }
    return rank <= 10 ? 1 / log2(1 + Double(rank)) : 0
  }

  /// Fits the mixture by the likelihood of what came.
  ///
  /// - Throws: `EngineError.interrupted`.
  func fit(_ mixture: inout Mixture, to positions: [TrainingPosition]) throws {
    var samples = [MixtureSample?](repeating: nil, count: positions.count)
    let block = 64
    for first in stride(from: 0, to: positions.count, by: block) {
      try run.checkGoesOn()
      run.progress("reading positions", Double(first) / Double(positions.count))
      let count = min(block, positions.count - first)
      samples.withUnsafeMutableBufferPointer { samples in
        let slots = UncheckedSlots(base: samples.baseAddress)
        run.compute.workers.run(shards: Self.shards) { shard in
          for i in stride(from: shard, to: count, by: Self.shards) {
            slots.base?[first + i] = readers[shard].sample(positions[first + i])
          }
        }
      }
    }
    let read = samples.compactMap { $0 }
    var trial = mixture
    mixture.coefficients = try LBFGS().minimum(from: mixture.coefficients) {
      try run.checkGoesOn()
      trial.coefficients = $0
      return trial.loss(read, workers: run.compute.workers)
    }
  }

  /// Fits the score by the exact softmax over all items.
  ///
  /// - Throws: `EngineError.interrupted`.
  func fit(
    _ score: inout Score, _ mixture: Mixture, to positions: [TrainingPosition],
    using generator: inout SeededGenerator
  ) throws {
    let batches = (positions.count + Self.batch - 1) / Self.batch
    var adam = FallingAdam(
      weights: Score.coefficientCount, rate: Self.learningRate, steps: batches * Self.epochs)
    for _ in 0..<Self.epochs {
      let order = positions.shuffled(using: &generator)
      for start in stride(from: 0, to: order.count, by: Self.batch) {
        try run.checkGoesOn()
        run.progress("score", adam.progress)
        let batch = order[start..<min(start + Self.batch, order.count)]
        let changes = adam.changes(for: gradient(of: score, mixture, batch))
        for (i, change) in changes.enumerated() { score.coefficients[i] += Float(change) }
      }
    }
  }

  /// Returns the mean gradient of a batch's losses.
  private func gradient(
    of score: Score, _ mixture: Mixture, _ batch: ArraySlice<TrainingPosition>
  ) -> [Double] {
    let width = Score.coefficientCount
    var sums = [Float](repeating: 0, count: Self.shards * width)
    sums.withUnsafeMutableBufferPointer { sums in
      let slots = UncheckedSlots(base: sums.baseAddress)
      run.compute.workers.run(shards: Self.shards) { shard in
        guard let own = slots.base.map({ $0 + shard * width }) else { return }
        for i in stride(from: batch.startIndex + shard, to: batch.endIndex, by: Self.shards) {
          _ = readers[shard].loss(
            batch[i], mixture, score, kernels: run.compute.kernels, addingTo: own)
        }
      }
    }
    return (0..<width).map { i in
      (0..<Self.shards).reduce(0.0) { $0 + Double(sums[$1 * width + i]) }
        / Double(max(batch.count, 1))
    }
  }
}
