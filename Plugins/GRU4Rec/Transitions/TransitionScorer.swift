import Debut

/// A user as `transition-mixture` answers one.
public struct TransitionUser: Sendable {
  fileprivate(set) var events: UserEvents
  /// The state of the network; empty without one.
  fileprivate var state: [Float]
}

/// The scorer of `transition-mixture`: the counts, the mixture, and the weights of the score.
///
/// - Stability: evolving.
public struct TransitionScorer: TrainedScorer {
  let counts: EventCounts
  let weights: TransitionWeights
  /// The weights for questions after all training events; nil: there are none of their own, and a user is asked
  /// about right after the last event.
  let later: TransitionWeights?
  /// Nil where it was no gain.
  let network: NextItemNetwork?
  private let reader: NextItemReader?
  private let rows: StoredRows
  /// [Background.width, items] at the end of training.
  private let memory: Memory<Float>

  /// The score of an item without training events, below all others.
  static let lowest: Float = -1e6

  init(
    _ counts: EventCounts, _ weights: TransitionWeights, later: TransitionWeights?,
    _ network: NextItemNetwork?, kernels: KernelTable
  ) {
    self.network = network
    reader = network.map { NextItemReader($0, kernels: kernels) }
    self.counts = counts
    self.weights = weights
    self.later = later
    memory = Memory(counts.itemCount * Background.width, filledWith: 0)
    let background = Background(memory.base, itemCount: counts.itemCount)
    for item in 0..<counts.itemCount {
      background.set(item, count: counts.popularity[item], counts)
    }
    background.setTrailing(at: counts.trailing.end, counts)
    rows = StoredRows(counts.pairs, inverse: background.inverse)
  }

  /// - Parameter hasLater: false leaves the weights for questions after training out.
  init(
    _ fit: TransitionFit, _ network: NextItemNetwork? = nil, hasLater: Bool = true,
    kernels: KernelTable
  ) {
    self.init(
      fit.counts, fit.weights, later: hasLater ? fit.later : nil, network, kernels: kernels)
  }

  public func state(of user: UserQuery) -> TransitionUser {
    var state = TransitionUser(
      events: UserEvents(keepsOwn: counts.repeats), state: reader?.start ?? [])
    state.events.isAfterTraining = user.isAfterTraining
    for next in user.history { extend(&state, by: next) }
    return state
  }

  public func extend(_ user: inout TransitionUser, by interaction: Interaction) {
    let item = Int32(interaction.item)
    user.events.add(item, at: interaction.timestamp)
    reader?.advance(&user.state, by: item, gap: user.events.gap)
  }

  public func score(
    _ user: TransitionUser, items: UnsafeBufferPointer<Int32>,
    into scores: UnsafeMutableBufferPointer<Float>
  ) {
    scoreByCounts(user.events, items, into: scores)
    // Corrections are learnt to scores by the usual weights.
    guard let reader, !(user.events.isAfterTraining && later != nil) else { return }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(items.count, 1)) { corrections in
      guard let corrections = corrections.baseAddress else { return }
      reader.corrections(user.state, items, into: corrections)
      for i in items.indices where scores[i] > Self.lowest { scores[i] += corrections[i] }
    }
  }

  /// [items] log of each item's share of all events.
  var logPrior: UnsafeMutablePointer<Float> {
    Background(memory.base, itemCount: counts.itemCount).logPrior
  }

  /// Writes the scores without the network.
  ///
  /// - Returns: the user's situation, on which weights depend.
  @discardableResult func scoreByCounts(
    _ user: UserEvents, _ items: UnsafeBufferPointer<Int32>,
    into scores: UnsafeMutableBufferPointer<Float>
  ) -> UserContext {
    let n = counts.itemCount
    let atEnd = Background(memory.base, itemCount: n)
    let later = user.isAfterTraining ? self.later : nil
    let weights = later ?? self.weights
    let moment = counts.trailing.moment(before: later == nil ? user.lastTime : nil)
    let needsTrailing = moment != counts.trailing.end
    let floats = n * (ScoredItems.width + (needsTrailing ? 2 * TrailingPopularity.kinds : 0))
    return withUnsafeTemporaryAllocation(
      byteCount: EvidenceRoom.bytes(n) + 4 * floats, alignment: 64
    ) { memory in
      guard let raw = memory.baseAddress else { preconditionFailure("memory of some bytes") }
      let room = EvidenceRoom(raw, itemCount: n)
      let floats = (raw + EvidenceRoom.bytes(n)).bindMemory(to: Float.self, capacity: floats)
      var background = atEnd
      if needsTrailing {
        background = Background(atEnd, trailing: floats + n * ScoredItems.width, itemCount: n)
        background.setTrailing(at: moment, counts)
      }
      let evidence = Evidence(user, rows, room)
      let context = UserContext(user, evidence)
      let scored = ScoredItems(
        evidence, background, weights.mixture, weights.score, context, memory: floats)
      for i in items.indices {
        let item = Int(items[i])
        scores[i] = counts.popularity[item] > 0 ? scored.scores[item] : Self.lowest
      }
      return context
    }
  }

  public func path(of user: TransitionUser) -> AnswerPath {
    AnswerPath(
      "transitions of \(Counted.text(user.events.count, "event"))", ratings: user.events.count)
  }
}
