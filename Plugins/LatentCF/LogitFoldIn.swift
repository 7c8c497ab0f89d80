import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The fold-in of `latent-cf-mlp`: finds the number that a fresh user adds to every item's logit, with
/// rating_i = sigmoid(user + item_i).
struct LogitFoldIn: Sendable {
  /// A user's logit so far.
  struct State: Sendable {
    var logit: Float
    /// Logits of the items rated so far, and the ratings in 0 ... 1.
    var items: [Float] = []
    var ratings01: [Float] = []

    /// True if the logit is one from training.
    var isTrained = false

    var ratings: Int { items.count }
  }

  /// [training users]
  let userLogits: [Float]
  /// [items]
  private let itemLogits: [Float]
  private let mean: Float
  private let steps: Int
  private let shrinkage: Float

  init(userLogits: [Float], itemLogits: [Float], steps: Int, shrinkage: Float) {
    self.userLogits = userLogits
    self.itemLogits = itemLogits
    self.steps = steps
    self.shrinkage = shrinkage
    let sum = userLogits.reduce(0.0) { $0 + Double($1) }
    mean = Float(sum / Double(max(userLogits.count, 1)))
  }

  /// A user without ratings: the mean over training users. Unlike in a deep network, the mean is a user
  /// like others, because logits add up.
  var start: State { State(logit: mean) }

  /// Stores a rating for the steps to come.
  func remember(_ interaction: Interaction, _ highest: Float, in state: inout State) {
    state.items.append(itemLogits[interaction.item])
    state.ratings01.append(interaction.rating / highest)
  }

  /// Takes steps of Gauss and Newton on sum_s (sigmoid(x + l_s) - y_s)^2 + shrinkage h (x - mean)^2,
  /// with the mean curvature h of a rating.
  ///
  /// - Complexity: O(steps x ratings).
  func improve(_ state: inout State) {
    for _ in 0..<steps {
      var gradient: Float = 0
      var curvature: Float = 1e-6
      for (item, rating) in zip(state.items, state.ratings01) {
        let y = Self.sigmoid(state.logit + item)
        let slope = y * (1 - y)
        gradient += (y - rating) * slope
        curvature += slope * slope
      }
      let prior = shrinkage * curvature / Float(max(state.ratings, 1))
      state.logit -= (gradient + prior * (state.logit - mean)) / (curvature + prior)
    }
  }

  /// Returns the expected rating in 0 ... 1.
  func share(_ state: State, item: Int) -> Float { Self.sigmoid(state.logit + itemLogits[item]) }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
}
