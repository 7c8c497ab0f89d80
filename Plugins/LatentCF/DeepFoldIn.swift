import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds a fresh user's vector in a frozen network by gradient steps, a few for each rating.
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
    /// Adam's moments and steps so far.
    var first: [Float] = []
    var second: [Float] = []
    var steps = 0

    init(vector: [Float]) { self.vector = vector }
  }

  /// Where fresh users start: a trained user's vector.
  let start: [Float]
  /// [items] the mean prediction for some trained users.
  private let typical: [Float]
  private let head: DeepHead
  private let steps: Int
  private let rate: Float
  private let window: Int

  /// Users whose predictions are averaged, evenly spaced over all.
  private static let examples = 16

  init(
    _ head: DeepHead, steps: Int, rate: Float, window: Int, users: Parameter, itemCounts: [Int],
    workers: Workers
  ) {
    self.head = head
    self.steps = steps
    self.rate = rate
    self.window = window
    let count = min(Self.examples, users.rows)
    let chosen = (0..<count).map { $0 * users.rows / count }
    let predictions = Self.predictions(head, chosen, users, itemCounts.count, workers)
    let mean = itemCounts.indices.map { item in
      predictions.reduce(0) { $0 + $1[item] } / Float(max(count, 1))
    }
    let distances = predictions.map { stars in
      itemCounts.indices.reduce(Float(0)) { sum, item in
        let distance = stars[item] - mean[item]
        return sum + Float(itemCounts[item]) * distance * distance
      }
    }
    let nearest = chosen.indices.min { distances[$0] < distances[$1] }
    start =
      nearest.map {
        Array(UnsafeBufferPointer(start: users.row(chosen[$0]), count: users.columns))
      } ?? Array(repeating: 0, count: users.columns)
    typical = mean
  }

  /// The stars of each chosen user for every item.
  private static func predictions(
    _ head: DeepHead, _ chosen: [Int], _ users: Parameter, _ itemCount: Int, _ workers: Workers
  ) -> [[Float]] {
    let items = (0..<Int32(itemCount)).map { $0 }
    let stars = FloatBuffer(count: chosen.count * itemCount)
    workers.run(shards: chosen.count) { shard in
      items.withUnsafeBufferPointer {
        head.predict(
          users.row(chosen[shard]), items: $0,
          into: UnsafeMutableBufferPointer(
            start: stars.base + shard * itemCount, count: itemCount))
      }
    }
    return chosen.indices.map { Array(stars.floats[$0 * itemCount..<($0 + 1) * itemCount]) }
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

  /// Moves the vector towards the ratings in the window: steps of Adam (Kingma and Ba 2015) on their
  /// mean squared error.
  func improve(_ state: inout State) {
    state.isTrained = false
    let factors = state.vector.count
    if state.first.isEmpty {
      state.first = Array(repeating: 0, count: factors)
      state.second = state.first
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(factors, 1)) { gradient in
      guard let base = gradient.baseAddress else { return }
      for _ in 0..<steps {
        state.items.withUnsafeBufferPointer { items in
          state.stars.withUnsafeBufferPointer { stars in
            state.vector.withUnsafeBufferPointer { vector in
              guard let v = vector.baseAddress else { return }
              head.gradient(v, items: items, stars: stars, into: base)
            }
          }
        }
        step(&state, gradient: base, scale: 1 / Float(state.items.count))
      }
    }
  }

  private func step(_ state: inout State, gradient: UnsafePointer<Float>, scale: Float) {
    let (beta1, beta2): (Float, Float) = (0.9, 0.999)
    state.steps += 1
    let correction1 = 1 - pow(beta1, Float(state.steps))
    let correction2 = 1 - pow(beta2, Float(state.steps))
    for k in state.vector.indices {
      let g = gradient[k] * scale
      state.first[k] = beta1 * state.first[k] + (1 - beta1) * g
      state.second[k] = beta2 * state.second[k] + (1 - beta2) * g * g
      state.vector[k] -=
        rate * state.first[k] / correction1
        / ((state.second[k] / correction2).squareRoot() + 1e-8)
    }
  }

  /// The stars of each item: of the vector, or the mean of trained users' before the first rating.
  func predict(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    if state.ratings == 0 && !state.isTrained {
      for i in items.indices { stars[i] = typical[Int(items[i])] }
      return
    }
    state.vector.withUnsafeBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      head.predict(v, items: items, into: stars)
    }
  }
}
