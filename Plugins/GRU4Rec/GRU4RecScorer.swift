import Debut

/// The scorer of `gru4rec`: the counts, the mixture, and the weights of the score.
///
/// - Stability: evolving.
public struct GRU4RecScorer: TrainedScorer {
  let counts: EventCounts
  let mixture: Mixture
  let weights: Score
  private let rows: StoredRows
  /// [Background.width, items] at the end of training.
  private let memory: Memory<Float>

  /// The score of an item without training events, below all others.
  private static let lowest: Float = -1e6

  init(_ counts: EventCounts, _ mixture: Mixture, _ weights: Score) {
    self.counts = counts
    self.mixture = mixture
    self.weights = weights
    memory = Memory(counts.itemCount * Background.width, filledWith: 0)
    let background = Background(memory.base, itemCount: counts.itemCount)
    for item in 0..<counts.itemCount {
      background.set(item, count: counts.popularity[item], counts)
    }
    background.setTrailing(at: counts.trailing.end, counts)
    rows = StoredRows(counts.pairs, inverse: background.inverse)
  }

  public func state(of user: UserQuery) -> UserEvents {
    UserEvents(
      items: user.history.items, times: user.history.timestamps, keepsOwn: counts.repeats)
  }

  public func extend(_ user: inout UserEvents, by interaction: Interaction) {
    user.add(Int32(interaction.item), at: interaction.timestamp)
  }

  public func score(
    _ user: UserEvents, items: UnsafeBufferPointer<Int32>,
    into scores: UnsafeMutableBufferPointer<Float>
  ) {
    let n = counts.itemCount
    let atEnd = Background(memory.base, itemCount: n)
    let moment = counts.trailing.moment(before: user.lastTime)
    let needsTrailing = moment != counts.trailing.end
    let floats = n * (ScoredItems.width + (needsTrailing ? 2 * TrailingPopularity.kinds : 0))
    withUnsafeTemporaryAllocation(
      byteCount: EvidenceRoom.bytes(n) + 4 * floats, alignment: 64
    ) { memory in
      guard let raw = memory.baseAddress else { return }
      let room = EvidenceRoom(raw, itemCount: n)
      let floats = (raw + EvidenceRoom.bytes(n)).bindMemory(to: Float.self, capacity: floats)
      var background = atEnd
      if needsTrailing {
        background = Background(atEnd, trailing: floats + n * ScoredItems.width, itemCount: n)
        background.setTrailing(at: moment, counts)
      }
      let evidence = Evidence(user, rows, room)
      let scored = ScoredItems(
        evidence, background, mixture, weights, UserContext(user, evidence), memory: floats)
      for i in items.indices {
        let item = Int(items[i])
        scores[i] = counts.popularity[item] > 0 ? scored.scores[item] : Self.lowest
      }
    }
  }

  public func path(of user: UserEvents) -> AnswerPath {
    AnswerPath("transitions of \(Counted.text(user.count, "event"))", ratings: user.count)
  }
}
