import Debut

/// The scorer of `latent-cf-mlp`: a user is a logit, which every item's is added to.
///
/// - Stability: evolving.
public struct LatentCFMLPScorer: TrainedScorer {
  /// A user by the one number that counts.
  public struct State: Sendable {
    var user: LogitFoldIn.State
  }

  private let foldIn: LogitFoldIn
  private let users: TrainedUsers
  /// The highest rating of the scale, in stars.
  private let highest: Float

  init(_ foldIn: LogitFoldIn, users: TrainedUsers, highest: Float) {
    self.foldIn = foldIn
    self.users = users
    self.highest = highest
  }

  public func state(of user: UserQuery) -> State {
    var state = State(user: foldIn.start)
    var fresh = user.history
    if let (index, seen) = users.trained(user) {
      for interaction in user.history[0..<seen] {
        foldIn.remember(interaction, highest, in: &state.user)
      }
      state.user.logit = foldIn.userLogits[index]
      state.user.isTrained = true
      fresh = user.history[seen..<user.history.count]
    }
    for interaction in fresh { extend(&state, by: interaction) }
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    state.user.isTrained = false
    foldIn.remember(interaction, highest, in: &state.user)
    foldIn.improve(&state.user)
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    for i in items.indices { stars[i] = highest * foldIn.share(state.user, item: Int(items[i])) }
  }

  public func path(of state: State) -> AnswerPath {
    if state.user.isTrained { return .trainedVector }
    let ratings = state.user.ratings
    return ratings == 0 ? AnswerPath("mean of the trained vectors") : .foldIn(ratings)
  }
}
