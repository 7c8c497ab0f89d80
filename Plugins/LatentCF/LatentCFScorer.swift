import Debut

/// The scorer of `latent-cf`: the items' biases and vectors, and the fold-in of a user.
///
/// - Stability: evolving.
public struct LatentCFScorer: TrainedScorer {
  /// A user's bias and vector.
  public struct State: Sendable {
    /// [1 + factors] bias and vector from training, and the history they come from; nil after a fold-in.
    var trained: (vector: [Float], history: History)?
    var solver: RidgeFoldIn
    var ratings: Int

    var vector: [Float] { trained?.vector ?? solver.theta }
  }

  /// [items] mean + item bias.
  private let base: [Float]
  /// [items, width] 1, then w q; zeros in place of w q for items without training ratings.
  private let table: FloatBuffer
  /// 1 + factors
  private let width: Int
  private let kernels: KernelTable
  private let users: TrainedUsers
  /// [users, 1 + factors] trained biases and vectors.
  private let userTables: (biases: Parameter, vectors: Parameter)
  /// The solution of a user without ratings.
  private let fresh: RidgeFoldIn

  /// - Parameters:
  ///   - base: [items]
  ///   - table: [items, width]
  ///   - userTables: [users, 1] and [users, factors].
  init(
    base: [Float], table: FloatBuffer, width: Int, users: TrainedUsers,
    userTables: (biases: Parameter, vectors: Parameter), fresh: RidgeFoldIn, kernels: KernelTable
  ) {
    self.base = base
    self.table = table
    self.width = width
    self.users = users
    self.userTables = userTables
    self.fresh = fresh
    self.kernels = kernels
  }

  /// Returns 1 and the item's vector, [1 + factors].
  func features(of item: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: table.base + item * width, count: width)
  }

  public func state(of user: UserQuery) -> State {
    let count = user.history.count
    if let (index, ratings) = users.trained(user), ratings == count {
      let vector =
        [userTables.biases.value.base[index]]
        + UnsafeBufferPointer(start: userTables.vectors.row(index), count: width - 1)
      return State(trained: (vector, user.history), solver: fresh, ratings: count)
    }
    var solver = fresh
    for interaction in user.history { add(interaction, to: &solver) }
    return State(solver: solver, ratings: count)
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    if let trained = state.trained {
      state.trained = nil
      for interaction in trained.history { add(interaction, to: &state.solver) }
    }
    add(interaction, to: &state.solver)
    state.ratings += 1
  }

  private func add(_ interaction: Interaction, to solver: inout RidgeFoldIn) {
    solver.add(
      features: features(of: interaction.item),
      target: Double(interaction.rating) - Double(base[interaction.item]))
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    state.vector.withUnsafeBufferPointer { vector in
      guard let vector = vector.baseAddress else { return }
      for i in items.indices {
        let item = Int(items[i])
        stars[i] = base[item] + kernels.dot(width, vector, table.base + item * width)
      }
    }
  }

  public func path(of state: State) -> AnswerPath {
    if state.trained != nil { return .trainedVector }
    return state.ratings == 0 ? .itemMean : .foldIn(state.ratings)
  }
}
