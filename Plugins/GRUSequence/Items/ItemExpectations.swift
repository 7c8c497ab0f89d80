import Debut

/// The items' expectations that training users are met with: for every group of users those fitted to all
/// other users.
struct ItemExpectations {
  let itemCount: Int
  /// [users] group of each training user.
  let groupOfUser: [Int]
  /// [groups] means in stars.
  private let means: [Float]
  /// [groups, items] biases in stars.
  private let biases: [Float]
  /// [groups, items] ratings.
  private let counts: [Float]

  init(_ groups: [ItemFactors], groupOfUser: [Int]) {
    itemCount = groups.first?.itemCount ?? 0
    self.groupOfUser = groupOfUser
    means = groups.map(\.mean)
    biases = groups.flatMap(\.biases)
    counts = groups.flatMap(\.counts)
  }

  /// Returns the row of an item in the table of a user's group.
  func row(_ item: Int32, user: Int) -> Int { groupOfUser[user] * itemCount + Int(item) }

  /// Returns the features of a training user's rating, by the tables of the user's group.
  func features(_ item: Int32, rating: Float, user: Int, unit: Float) -> RatingFeatures {
    let row = row(item, user: user)
    return RatingFeatures(
      rating: rating, mean: means[groupOfUser[user]], itemBias: biases[row],
      itemCount: counts[row], unit: unit)
  }
}
