import Debut

/// The scorer of `deep-cf`: the trained network, and a fold-in that finds a fresh user's vector by a few
/// steps of Gauss and Newton for each rating, from the vector before it.
///
/// - Stability: evolving.
public struct DeepFoldIn: TrainedScorer {
  /// A user's vector so far.
  public struct State: Sendable {
    /// [factors]
    var vector: [Float]
    /// True if the vector is one from training.
    var isTrained = false
    var ratings = 0
    /// The most recent ratings, at most a window of them.
    var items: [Int32] = []
    var stars: [Float] = []
    /// Index of the rating that the next one replaces, once the window is full.
    var next = 0

    init(vector: [Float]) { self.vector = vector }
  }

  /// [factors] vector before the first rating: that of a user who rates as items are rated on average.
  private var start: [Float]
  private let head: DeepHead
  /// [users, factors] trained vectors.
  private let users: Parameter
  private let trainedUsers: TrainedUsers
  private let steps: Int
  private let window: Int
  /// Weight of the squared distance from the start against squared errors.
  private var ridge: Double

  /// - Parameters:
  ///   - users: [users, factors] trained vectors.
  ///   - means: [popular] mean rating of each of the `popular` items.
  ///   - variance: variance of the training ratings.
  init(
    _ head: DeepHead, steps: Int, window: Int, users: Parameter, trainedUsers: TrainedUsers,
    popular: [Int32], means: [Float], variance: Float
  ) {
    self.head = head
    self.users = users
    self.trainedUsers = trainedUsers
    self.steps = steps
    self.window = window
    let average = Self.mostAverage(head, users, popular, means)
    start = Array(UnsafeBufferPointer(start: users.row(average), count: users.columns))
    ridge = Self.ridge(users, around: start, variance)
    var typical = State(vector: start)
    typical.items = popular
    typical.stars = means
    improve(&typical)
    start = typical.vector
  }

  /// Returns the trained user, out of 64 evenly spaced ones, with the predictions for the popular items
  /// that are nearest to the items' means. The mean of the vectors would not do, because in a deep
  /// network it is like no user, and its predictions are nonsense.
  private static func mostAverage(
    _ head: DeepHead, _ users: Parameter, _ popular: [Int32], _ means: [Float]
  ) -> Int {
    let count = min(64, users.rows)
    var best = (user: 0, distance: Float.infinity)
    var stars = [Float](repeating: 0, count: popular.count)
    for user in (0..<count).map({ $0 * users.rows / count }) {
      popular.withUnsafeBufferPointer { items in
        stars.withUnsafeMutableBufferPointer {
          head.predict(users.row(user), items: items, into: $0)
        }
      }
      let distance = zip(stars, means).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if distance < best.distance { best = (user, distance) }
    }
    return best.user
  }

  /// Returns the variance of a rating over that of a user vector's numbers around the start: the weight
  /// of the start by Bayes's rule.
  private static func ridge(_ users: Parameter, around start: [Float], _ variance: Float) -> Double
  {
    var sum = 0.0
    for user in 0..<users.rows {
      for (k, center) in start.enumerated() {
        let distance = Double(users.row(user)[k] - center)
        sum += distance * distance
      }
    }
    // Equal ratings have no variance, and without a ridge the fit would be singular.
    return max(Double(variance), 1e-4) / max(sum / Double(max(users.count, 1)), 1e-6)
  }

  public func state(of user: UserQuery) -> State {
    var state = State(vector: start)
    var fresh = user.history
    if let (index, seen) = trainedUsers.trained(user) {
      state.vector = Array(UnsafeBufferPointer(start: users.row(index), count: users.columns))
      state.isTrained = true
      for interaction in user.history[0..<seen] { remember(interaction, in: &state) }
      fresh = user.history[seen..<user.history.count]
    }
    for interaction in fresh { extend(&state, by: interaction) }
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    remember(interaction, in: &state)
    improve(&state)
  }

  /// Puts a rating into the window.
  private func remember(_ interaction: Interaction, in state: inout State) {
    state.ratings += 1
    if state.items.count < window {
      state.items.append(Int32(interaction.item))
      state.stars.append(interaction.rating)
    } else {
      state.items[state.next] = Int32(interaction.item)
      state.stars[state.next] = interaction.rating
      state.next = (state.next + 1) % window
    }
  }

  /// Moves the vector towards the ratings in the window, held back by the start.
  private func improve(_ state: inout State) {
    state.isTrained = false
    let rows = state.items.count
    let capacity = rows * (1 + start.count)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(capacity, 1)) { memory in
      guard let stars = memory.baseAddress else { return }
      for _ in 0..<steps {
        state.vector.withUnsafeBufferPointer { vector in
          state.items.withUnsafeBufferPointer { items in
            guard let v = vector.baseAddress else { return }
            head.linearise(v, items: items, stars: stars, derivatives: stars + rows)
          }
        }
        let errors = (0..<rows).map { state.stars[$0] - stars[$0] }
        DampedFit.step(
          &state.vector, center: start, errors: errors, j: stars + rows, ridge: ridge)
      }
    }
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    state.vector.withUnsafeBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      head.predict(v, items: items, into: stars)
    }
  }

  public func path(of state: State) -> AnswerPath {
    if state.isTrained { return .trainedVector }
    return state.ratings == 0 ? AnswerPath("the average user") : .foldIn(state.ratings)
  }
}
