import Debut

/// One event of a training user, to be predicted from those before it.
struct TrainingPosition: Hashable, Sendable {
  let user: Int
  let position: Int
}

/// Reads positions of training users, one at a time, each as if nothing were known of what its user did from there on.
///
/// Not thread-safe: each shard has its own.
final class PositionReader {
  private let counts: EventCounts
  private let events: EventSequences
  /// True if a user's events from the position on are in the counts, out of which they are taken then.
  private let leavesOut: Bool
  private let memory: Memory<Float>
  private let evidenceMemory: Memory<UInt32>
  private let room: EvidenceRoom
  private let leftOut: LeftOutRoom
  private let background: Background
  private let scored: UnsafeMutablePointer<Float>
  /// [items] events of each item without those of the user that are left out.
  private let popularity: Memory<Float>

  /// Bytes for each item.
  static let bytesPerItem =
    4 * (Background.width + ScoredItems.width + 7) + EvidenceRoom.bytes(1)

  /// - Parameter leavesOut: false if the counts ended before the positions that are read, which are asked about at
  ///   their end.
  init(_ counts: EventCounts, _ events: EventSequences, leavesOut: Bool = true) {
    self.counts = counts
    self.events = events
    self.leavesOut = leavesOut
    let n = counts.itemCount
    memory = Memory(n * (Background.width + ScoredItems.width), filledWith: 0)
    background = Background(memory.base, itemCount: n)
    scored = memory.base + n * Background.width
    evidenceMemory = Memory(EvidenceRoom.bytes(n) / 4, filledWith: 0)
    room = EvidenceRoom(evidenceMemory.base, itemCount: n)
    leftOut = LeftOutRoom(itemCount: n)
    popularity = Memory(counts.popularity, emptyWith: 0)
    for item in 0..<n { background.set(item, count: popularity[item], counts) }
    if !leavesOut { background.setTrailing(at: counts.trailing.end, counts) }
  }

  /// Calls `body` with all that is known at a position.
  private func read<Result>(
    _ place: TrainingPosition,
    _ body: (UserContext, Evidence, Background, _ target: Int) -> Result
  ) -> Result {
    let start = events.starts[place.user]
    let first = start + place.position
    let end = leavesOut ? events.starts[place.user + 1] : first
    for item in events.items[first..<end] { popularity.base[Int(item)] -= 1 }
    refresh(first..<end)
    defer {
      for item in events.items[first..<end] { popularity.base[Int(item)] += 1 }
      refresh(first..<end)
    }
    let user = events.user(place.user, first: place.position, keepsOwn: counts.repeats)
    if leavesOut {
      // The first event has none before it to tell the time.
      let now = events.times.isEmpty ? nil : user.lastTime ?? events.times[first]
      background.setTrailing(at: counts.trailing.moment(before: now), counts)
    }
    let rows = LeftOutRows(
      counts, items: events.items[start..<end], position: place.position, recent: user.recent,
      inverse: background.inverse, leftOut)
    let evidence = Evidence(user, rows, room)
    return body(UserContext(user, evidence), evidence, background, Int(events.items[first]))
  }

  private func refresh(_ range: Range<Int>) {
    for item in events.items[range] {
      background.set(Int(item), count: popularity[Int(item)], counts)
    }
  }

  /// Returns a position as the mixture sees it.
  func sample(_ place: TrainingPosition) -> MixtureSample {
    read(place) { context, evidence, background, target in
      MixtureSample(
        context: context,
        probabilities: Mixture.probabilities(
          of: target, evidence, background, itemCount: counts.itemCount))
    }
  }

  /// Writes the scores of all items at a position.
  ///
  /// - Returns: the item that came, and the user's situation.
  func scores(
    _ place: TrainingPosition, _ mixture: Mixture, _ score: Score,
    into scores: UnsafeMutablePointer<Float>
  ) -> (target: Int, context: UserContext) {
    read(place) { context, evidence, background, target in
      let items = ScoredItems(evidence, background, mixture, score, context, memory: scored)
      scores.update(from: items.scores, count: counts.itemCount)
      return (target, context)
    }
  }

  /// Adds the gradient of a position's loss with respect to the coefficients of the score.
  ///
  /// - Returns: the loss.
  func loss(
    _ place: TrainingPosition, _ mixture: Mixture, _ score: Score, kernels: KernelTable,
    addingTo gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    read(place) { context, evidence, background, target in
      let items = ScoredItems(evidence, background, mixture, score, context, memory: scored)
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: Score.count) { features in
        features.initialize(repeating: 0)
        guard let base = features.baseAddress else { return 0 }
        let loss = items.loss(target, kernels: kernels, addingTo: base)
        for feature in 0..<Score.count {
          for i in 0..<UserContext.count {
            gradient[feature * UserContext.count + i] += base[feature] * Float(context.values[i])
          }
        }
        return loss
      }
    }
  }
}
