import Debut

/// The scorer of `item-graph`: for the user's last items i_1 (the last), i_2, ..., i_5
///
///     score_j = 10^-6 count_j + sum over k of w_k share(i_k, j)
///
/// - Stability: evolving.
public struct ItemGraphScorer: TrainedScorer {
  /// Weights w_k from the last item back.
  static let weights: [Float] = [1, 0.7, 0.5, 0.35, 0.25]
  /// Items up to which each is looked up by itself; more are collected from the rows.
  private static let fewItems = 16

  /// A user: the last five items, and the number of all.
  public struct State: Sendable {
    /// The last items, newest first.
    fileprivate(set) var items = SIMD8<Int32>(repeating: -1)
    /// The number of events so far.
    fileprivate(set) var count = 0

    /// The number of items that are remembered.
    var depth: Int { min(count, ItemGraphScorer.weights.count) }
  }

  /// [items] numbers of training events.
  let counts: [Int32]
  let shares: SparseRows
  /// [items] scores without a history.
  private let base: [Float]

  init(counts: [Int32], shares: SparseRows) {
    self.counts = counts
    self.shares = shares
    base = counts.map { Float($0) * 1e-6 }
  }

  public func state(of user: UserQuery) -> State {
    var state = State()
    let items = user.history.items
    for item in items.suffix(Self.weights.count) { push(Int(item), to: &state) }
    state.count = items.count
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    push(interaction.item, to: &state)
  }

  private func push(_ item: Int, to state: inout State) {
    for place in (1..<Self.weights.count).reversed() { state.items[place] = state.items[place - 1] }
    state.items[0] = Int32(item)
    state.count += 1
  }

  public func score(_ state: State, item: Int) -> Float {
    var sum = base[item]
    for back in 0..<state.depth {
      sum += Self.weights[back] * shares.value(Int(state.items[back]), Int32(item))
    }
    return sum
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard items.count > Self.fewItems else {
      for i in items.indices { stars[i] = score(state, item: Int(items[i])) }
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: base.count) { sums in
      guard let start = sums.baseAddress else { return }
      _ = sums.initialize(from: base)
      for back in 0..<state.depth {
        shares.add(Int(state.items[back]), times: Self.weights[back], to: start)
      }
      for i in items.indices { stars[i] = sums[Int(items[i])] }
    }
  }

  public func path(of state: State) -> AnswerPath {
    state.count == 0
      ? AnswerPath("popularity", ratings: 0)
      : AnswerPath("transitions of \(Counted.text(state.depth, "event"))", ratings: state.depth)
  }
}
