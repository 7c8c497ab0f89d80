import Debut

/// A user as `gru4rec` answers one.
public struct GRU4RecUser: Sendable {
  /// The events as the counts read them.
  fileprivate var events: UserEvents
  /// [layers, hidden] the states of the network.
  fileprivate var states: [Float]
}

/// The scorer of `gru4rec`: the network, and the counts beside it.
///
/// - Stability: evolving.
public struct GRU4RecScorer: TrainedScorer {
  let reader: TiedGRUReader
  /// The counts beside the network; nil: the network alone.
  let transitions: Transitions?

  /// The counts, and the weights of both parts.
  struct Transitions: Sendable {
    let counts: TransitionScorer
    let blend: Blend
    /// The weights for questions after all training events; nil: counts have none of their own either.
    let later: Blend?
  }

  init(_ reader: TiedGRUReader, _ transitions: Transitions?) {
    self.reader = reader
    self.transitions = transitions
  }

  public func state(of user: UserQuery) -> GRU4RecUser {
    var state = GRU4RecUser(
      events: UserEvents(keepsOwn: transitions?.counts.counts.repeats ?? false),
      states: reader.start)
    state.events.isAfterTraining = user.isAfterTraining
    for next in user.history { state.events.add(Int32(next.item), at: next.timestamp) }
    user.history.map { Int32($0.item) }.withUnsafeBufferPointer {
      reader.advance(&state.states, by: $0)
    }
    return state
  }

  public func extend(_ user: inout GRU4RecUser, by interaction: Interaction) {
    let item = Int32(interaction.item)
    user.events.add(item, at: interaction.timestamp)
    reader.advance(&user.states, by: item)
  }

  public func score(
    _ user: GRU4RecUser, items: UnsafeBufferPointer<Int32>,
    into scores: UnsafeMutableBufferPointer<Float>
  ) {
    guard let out = scores.baseAddress else { return }
    guard let transitions else {
      return reader.scores(user.states, items, into: out)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(items.count, 1)) { own in
      guard let own = own.baseAddress else { return }
      reader.scores(user.states, items, into: own)
      let counts = transitions.counts
      let later = user.events.isAfterTraining ? transitions.later : nil
      let blend = later ?? transitions.blend
      let weights = blend.weights(counts.scoreByCounts(user.events, items, into: scores))
      if blend.isLift {
        let prior = counts.logPrior
        for i in items.indices { own[i] -= prior[Int(items[i])] }
      }
      for i in items.indices where scores[i] > TransitionScorer.lowest {
        scores[i] = weights.counts * scores[i] + weights.network * own[i]
      }
    }
  }

  /// Lists by the network alone; with counts, every item has to be scored.
  public func top(
    _ count: Int, _ user: GRU4RecUser, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    transitions == nil ? reader.top(count, user.states, where: isWanted) : nil
  }

  public func path(of user: GRU4RecUser) -> AnswerPath {
    AnswerPath(
      "sequence of \(Counted.text(user.events.count, "event"))", ratings: user.events.count)
  }
}
