import Debut

/// Finds a fresh user's vector in a frozen network, a few steps of Gauss and Newton for each rating,
/// from where it was.
public struct DeepFoldIn: Sendable {
  /// A user's vector on its way.
  public struct State: Sendable {
    /// [factors]
    var vector: [Float]
    /// Whether the vector is one from training.
    var isTrained = false
    var ratings = 0
    /// The most recent ratings; `next` is where the one after them goes once the window is full.
    var items: [Int32] = []
    var stars: [Float] = []
    var next = 0

    init(vector: [Float]) { self.vector = vector }
  }

  /// Where fresh users start: a user who rates as items are rated on average.
  private(set) var start: [Float]
  private let head: DeepHead
  private let steps: Int
  private let window: Int
  /// Weight of the squared distance from the start against squared errors.
  private var ridge: Double

  /// - Parameters:
  ///   - users: the trained vectors.
  ///   - means: the mean rating of each of the `popular` items.
  ///   - variance: of the training ratings.
  init(
    _ head: DeepHead, steps: Int, window: Int, users: Parameter, popular: [Int32],
    means: [Float], variance: Float
  ) {
    self.head = head
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

  /// The one out of 64 trained users, evenly spaced, whose predictions for the popular items are
  /// nearest to the items' means. The mean of the vectors would not do: in a deep network no user is
  /// there, and its predictions are nonsense.
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

  /// The variance of a rating over that of a user vector's numbers around the start: the weight that
  /// Bayes's rule gives to the start.
  private static func ridge(_ users: Parameter, around start: [Float], _ variance: Float) -> Double
  {
    var sum = 0.0
    for user in 0..<users.rows {
      for (k, center) in start.enumerated() {
        let distance = Double(users.row(user)[k] - center)
        sum += distance * distance
      }
    }
    return Double(variance) / max(sum / Double(max(users.count, 1)), 1e-6)
  }

  /// Puts a rating into the window.
  func remember(_ interaction: Interaction, in state: inout State) {
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

  /// Moves the vector towards the ratings in the window, the start holding on to it.
  func improve(_ state: inout State) {
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

  /// The stars of each item.
  func predict(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    state.vector.withUnsafeBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      head.predict(v, items: items, into: stars)
    }
  }
}
