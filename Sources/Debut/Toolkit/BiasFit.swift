/// The user-and-item bias model: the expected rating is the mean of all ratings, plus the user's bias,
/// plus the item's bias.
///
/// Fitted by alternating shrunk means: user biases from item biases and back (the regularised least
/// squares of Koren, Bell and Volinsky 2009, equations 1 and 4, without factors). More elaborate models
/// predict the residuals around it.
///
/// - Stability: evolving.
public struct BiasFit: Sendable {
  /// Mean of all training ratings in stars.
  public let mean: Double
  /// [users] biases in stars.
  public let userBiases: [Double]
  /// [items] biases in stars; 0 for an item without ratings.
  public let itemBiases: [Double]
  /// [items] training ratings.
  public let itemCounts: [Int]
  /// Ratings' worth of zero in every item bias.
  public let itemShrinkage: Double

  /// Fits the biases. A shrinkage is the number of ratings at zero that each bias is averaged with.
  ///
  /// - Complexity: O(`alternations` x ratings).
  public init(
    _ data: TrainingSet, userShrinkage: Double = 3, itemShrinkage: Double = 3,
    alternations: Int = 10
  ) {
    self.init(
      data, userShrinkage: userShrinkage, itemShrinkage: itemShrinkage, alternations: alternations,
      check: {})
  }

  /// Fits the biases with a `check` before every alternation: what it throws ends the fit.
  public init(
    _ data: TrainingSet, userShrinkage: Double = 3, itemShrinkage: Double = 3,
    alternations: Int = 10, check: () throws -> Void
  ) rethrows {
    let mean = Double(data.meanRating)
    let counts = data.itemCounts
    var users = [Double](repeating: 0, count: data.histories.count)
    var items = [Double](repeating: 0, count: data.itemCount)
    for _ in 0..<alternations {
      try check()
      var sums = [Double](repeating: 0, count: data.itemCount)
      for (user, history) in data.histories.enumerated() {
        let total = zip(history.items, history.ratings).reduce(0.0) {
          $0 + (Double($1.1) - mean - items[Int($1.0)])
        }
        users[user] = Self.shrunk(total, count: history.count, by: userShrinkage)
        for (item, rating) in zip(history.items, history.ratings) {
          sums[Int(item)] += Double(rating) - mean - users[user]
        }
      }
      for item in items.indices {
        items[item] = Self.shrunk(sums[item], count: counts[item], by: itemShrinkage)
      }
    }
    self.mean = mean
    self.itemShrinkage = itemShrinkage
    userBiases = users
    itemBiases = items
    itemCounts = counts
  }

  /// Returns the bias of `item` without the rating of one user. The users' biases stay as they are.
  ///
  /// A model that trains on this rating must read this bias, because a training user's own rating is part
  /// of the item's bias, and a fresh user's is not.
  ///
  /// - Precondition: the biases were fitted to the rating.
  public func itemBias(_ item: Int, without rating: Float, of user: Int) -> Double {
    let total = itemBiases[item] * (Double(itemCounts[item]) + itemShrinkage)
    return Self.shrunk(
      total - (Double(rating) - mean - userBiases[user]), count: itemCounts[item] - 1,
      by: itemShrinkage)
  }

  private static func shrunk(_ sum: Double, count: Int, by shrinkage: Double) -> Double {
    let weight = Double(count) + shrinkage
    return weight > 0 ? sum / weight : 0
  }
}
