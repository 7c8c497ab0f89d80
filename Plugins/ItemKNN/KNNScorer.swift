import Debut

/// The scorer of `item-knn`: the items' biases, their neighbours, and the rule of prediction. For the
/// item i and a user with bias b, over the k rated neighbours j of the largest w_j = w_ij recency^age_j:
///
///     stars_i = base_i + b + sum(w_j residual_j) / (sum(w_j) + regularisation)
///
/// - Stability: evolving.
public struct KNNScorer: TrainedScorer {
  /// The parameters of the formula.
  struct Rule: Sendable {
    /// k: largest number of rated neighbours in a prediction.
    var neighbours: Int
    /// Weight of a residual of zero among those of the neighbours.
    var regularisation: Float
    /// Weight of a rating in the user's bias, relative to the next one.
    var decay: Double
    /// Ratings' worth of zero in the user's bias.
    var biasShrinkage: Double
    /// Weight of a neighbour's rating, relative to the next one.
    var recency: Double
  }

  /// [items] mean + item bias in stars.
  let base: [Float]
  let table: NeighbourTable
  let rule: Rule
  /// recency^age by age; the last one holds for all higher ages.
  private let recencies: [Float]

  init(base: [Float], table: NeighbourTable, rule: Rule) {
    self.base = base
    self.table = table
    self.rule = rule
    var recencies: [Float] = []
    var power = 1.0
    repeat {
      recencies.append(Float(power))
      power *= rule.recency
    } while rule.recency < 1 && recencies[recencies.count - 1] > 1e-6 && recencies.count < 1 << 16
    self.recencies = recencies
  }

  // MARK: Users

  public func state(of user: UserQuery) -> RatedItems {
    var rated = RatedItems(
      bias: DecayedMean(decay: rule.decay, shrinkage: rule.biasShrinkage))
    for interaction in user.history { extend(&rated, by: interaction) }
    return rated
  }

  public func path(of user: RatedItems) -> AnswerPath {
    user.ratings == 0 ? .itemMean : .counted("neighbours and bias", user.ratings)
  }

  public func extend(_ user: inout RatedItems, by interaction: Interaction) {
    user.add(
      interaction, base: Double(base[interaction.item]),
      hasNeighbours: !table.row(interaction.item).isEmpty)
  }

  private func recency(_ user: RatedItems, _ i: Int) -> Float {
    recencies[min(user.ratings - 1 - Int(user.positions[i]), recencies.count - 1)]
  }

  // MARK: One item

  public func score(_ user: RatedItems, item: Int) -> Float {
    base[item] + Float(user.bias.value) + shift(of: item, for: user, places: nil)
  }

  /// Returns the neighbours' part of the prediction.
  ///
  /// - Parameter places: [items] index of each item among the user's, -1 if it is not rated. With it the
  ///   user's items need not be searched for.
  private func shift(
    of item: Int, for user: RatedItems, places: UnsafeMutableBufferPointer<Int32>?
  ) -> Float {
    let row = table.row(item)
    let room = min(row.count, user.items.count)
    guard room > 0 else { return 0 }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * room) { memory in
      memory.initialize(repeating: 0)
      let weights = UnsafeMutableBufferPointer(rebasing: memory[..<room])
      let residuals = UnsafeMutableBufferPointer(rebasing: memory[room..<2 * room])
      let copy = UnsafeMutableBufferPointer(rebasing: memory[(2 * room)...])
      var found = 0
      forCommon(row, user, places) { i, weight in
        let weight = weight * recency(user, i)
        guard weight > 0 else { return }
        weights[found] = weight
        residuals[found] = user.residuals[i]
        found += 1
      }
      return mean(weights, residuals, count: found, copy)
    }
  }

  /// Returns the weighted mean of the residuals with the `neighbours` largest weights.
  private func mean(
    _ weights: UnsafeMutableBufferPointer<Float>, _ residuals: UnsafeMutableBufferPointer<Float>,
    count: Int, _ copy: UnsafeMutableBufferPointer<Float>
  ) -> Float {
    var sum = WeightedSum()
    if count <= rule.neighbours {
      for i in 0..<count { sum.add(residuals[i], weight: weights[i]) }
    } else {
      for i in 0..<count { copy[i] = weights[i] }
      var largest = Largest(
        rule.neighbours, of: UnsafeMutableBufferPointer(rebasing: copy[..<count]))
      for i in 0..<count where largest.takes(weights[i]) {
        sum.add(residuals[i], weight: weights[i])
      }
    }
    return sum.mean(regularisation: rule.regularisation)
  }

  /// Calls `body` for each of the user's items that is in the row, ascending, with its index among the
  /// user's items and its weight in the row.
  private func forCommon(
    _ row: Range<Int>, _ user: RatedItems, _ places: UnsafeMutableBufferPointer<Int32>?,
    _ body: (Int, Float) -> Void
  ) {
    table.neighbours.withUnsafeBufferPointer { neighbours in
      if let places {
        for j in row where places[Int(neighbours[j])] >= 0 {
          body(Int(places[Int(neighbours[j])]), table.weights[j])
        }
        return
      }
      // If the user has rated little, a search in the row costs less than a pass through it.
      let isSearched = row.count > 16 * user.items.count
      var (i, j) = (0, row.lowerBound)
      while i < user.items.count, j < row.upperBound {
        let item = user.items[i]
        if neighbours[j] < item {
          j =
            isSearched
            ? j + UnsafeBufferPointer(rebasing: neighbours[j..<row.upperBound]).lowerBound(of: item)
            : j + 1
        } else {
          if neighbours[j] == item { body(i, table.weights[j]) }
          i += 1
        }
      }
    }
  }

  // MARK: Many items

  /// Writes the expected ratings of many items, with the bits of `score(_:item:)`.
  ///
  /// It goes through the rows of the user's items, and so to each target that has one of them as a
  /// neighbour. A target with more than `neighbours` of them is predicted by itself. Sums are added in
  /// the order of `shift`, for the same bits.
  ///
  /// - Complexity: O(items + the neighbours of the user's items, and of those targets).
  public func score(
    _ user: RatedItems, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    // A few targets cost less one by one.
    guard items.count > user.items.count else {
      for i in items.indices { stars[i] = score(user, item: Int(items[i])) }
      return
    }
    withUnsafeTemporaryAllocation(of: WeightedSum.self, capacity: base.count) { sums in
      sums.initialize(repeating: WeightedSum())
      spread(user, over: sums)
      collect(user, sums, items, into: stars)
      if user.items.count > rule.neighbours { select(user, sums, items, into: stars) }
    }
  }

  /// Writes predictions by all rated neighbours of a target.
  private func collect(
    _ user: RatedItems, _ sums: UnsafeMutableBufferPointer<WeightedSum>,
    _ items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    let bias = Float(user.bias.value)
    base.withUnsafeBufferPointer { base in
      for i in items.indices {
        let item = Int(items[i])
        stars[i] = base[item] + bias + sums[item].mean(regularisation: rule.regularisation)
      }
    }
  }

  /// Writes the predictions of targets with more than `neighbours` rated neighbours.
  private func select(
    _ user: RatedItems, _ sums: UnsafeMutableBufferPointer<WeightedSum>,
    _ items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    let bias = Float(user.bias.value)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: base.count) { places in
      places.initialize(repeating: -1)
      for (i, item) in user.items.enumerated() { places[Int(item)] = Int32(i) }
      for i in items.indices where sums[Int(items[i])].count > rule.neighbours {
        let item = Int(items[i])
        stars[i] = base[item] + bias + shift(of: item, for: user, places: places)
      }
    }
  }

  /// Adds the residual of each of the user's items to the sums of its neighbours.
  private func spread(_ user: RatedItems, over sums: UnsafeMutableBufferPointer<WeightedSum>) {
    table.neighbours.withUnsafeBufferPointer { neighbours in
      table.weights.withUnsafeBufferPointer { weights in
        for (i, item) in user.items.enumerated() {
          let recency = recency(user, i)
          let residual = user.residuals[i]
          for j in table.row(Int(item)) {
            let weight = weights[j] * recency
            if weight > 0 { sums[Int(neighbours[j])].add(residual, weight: weight) }
          }
        }
      }
    }
  }
}

/// A weighted sum of residuals.
private struct WeightedSum {
  private var sum: Float = 0
  private var weight: Float = 0
  private(set) var count: Int32 = 0

  mutating func add(_ residual: Float, weight: Float) {
    sum += weight * residual
    self.weight += weight
    count += 1
  }

  /// Returns the mean of the residuals and a zero with the weight `regularisation`; 0 of none.
  func mean(regularisation: Float) -> Float {
    count == 0 ? 0 : sum / (weight + regularisation)
  }
}
