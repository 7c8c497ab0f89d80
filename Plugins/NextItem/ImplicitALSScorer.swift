import Debut

/// The scorer of `als`: the items' vectors, with which every user is folded in.
///
/// - Stability: evolving.
public struct ImplicitALSScorer: TrainedScorer {
  /// A user: the system of the events, and its solution.
  public struct State: Sendable {
    /// The system; that without events as long as there are none.
    fileprivate var system: [Float]
    /// [rank] the user's vector.
    fileprivate var vector: [Float]
    /// Columns of the items so far.
    fileprivate var had: Set<Int32> = []
    fileprivate var count = 0
  }

  let items: EventColumns
  /// [columns, rank] the items' vectors.
  let vectors: FloatBuffer
  let system: ImplicitSystem
  /// The system without events.
  private let ground: [Float]
  /// These vectors, with a bias that orders equal items.
  private let scan: ItemScan

  init(_ items: EventColumns, _ vectors: FloatBuffer, _ system: ImplicitSystem, lambda: Float) {
    self.items = items
    self.vectors = vectors
    self.system = system
    ground =
      system.ground(vectors, lambda: lambda) + [Float](repeating: 0, count: system.rank)
    scan = ItemScan(
      vectors, biases: items.ties, rows: items.count, columns: system.rank,
      kernels: system.kernels)
  }

  public func state(of user: UserQuery) -> State {
    var state = State(system: ground, vector: [Float](repeating: 0, count: system.rank))
    for item in user.history.items { add(Int(item), to: &state) }
    solve(&state)
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    add(interaction.item, to: &state)
    solve(&state)
  }

  private func add(_ item: Int, to state: inout State) {
    state.count += 1
    let column = items.columns[item]
    guard column >= 0 else { return }
    let isNew = state.had.insert(column).inserted
    state.system.withUnsafeMutableBufferPointer { own in
      guard let own = own.baseAddress else { return }
      system.add(vectors.base + Int(column) * system.rank, count: 1, isNew: isNew, to: own)
    }
  }

  private func solve(_ state: inout State) {
    guard !state.had.isEmpty else { return }
    state.vector.withUnsafeMutableBufferPointer { vector in
      state.system.withUnsafeBufferPointer { own in
        guard let vector = vector.baseAddress, let own = own.baseAddress else { return }
        system.solve(1, own, into: vector)
      }
    }
  }

  public func score(_ state: State, item: Int) -> Float {
    let column = Int(items.columns[item])
    return column < 0 ? .nan : scan.rows.dot(state.vector, row: column) + items.ties[column]
  }

  public func score(
    _ state: State, items wanted: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let out = stars.baseAddress else { return }
    guard !items.items.isEmpty else { return stars.update(repeating: .nan) }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: wanted.count) { places in
      items.columns.withUnsafeBufferPointer { columns in
        // Those without a column are computed as the first, and overwritten.
        for i in wanted.indices { places[i] = max(columns[Int(wanted[i])], 0) }
        scan.rows.dots(state.vector, UnsafeBufferPointer(places), into: out)
        items.ties.withUnsafeBufferPointer { ties in
          for i in wanted.indices {
            stars[i] = columns[Int(wanted[i])] < 0 ? .nan : stars[i] + ties[Int(places[i])]
          }
        }
      }
    }
  }

  public func top(
    _ count: Int, _ state: State, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    // Columns are in the order of the items, so equal scores are, too.
    scan.top(count, of: state.vector) { isWanted(items.items[Int($0)]) }?.map {
      ScoredItem(score: $0.score, item: items.items[Int($0.item)])
    }
  }

  public func path(of state: State) -> AnswerPath {
    state.count == 0
      ? AnswerPath("popularity", ratings: 0)
      : AnswerPath("fold-in of \(Counted.text(state.count, "event"))", ratings: state.count)
  }
}
