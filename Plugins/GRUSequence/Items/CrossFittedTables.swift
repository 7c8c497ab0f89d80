import Debut

/// The items' tables that a sequence model is trained with: for every group of training users those fitted
/// to all other users, so that a training user is like a fresh one.
struct CrossFittedTables<Baseline: UserBaseline> {
  let itemCount: Int
  /// [users] group of each training user.
  let groupOfUser: [Int]
  /// [groups] means in stars.
  private let means: [Float]
  /// [groups, items] biases in stars.
  private let biases: [Float]
  /// [groups, items] ratings.
  private let counts: [Float]
  /// [groups x items, columns] see `ItemInputs`.
  let inputs: Parameter
  /// [groups] data that the baselines of a group's users have in common.
  let shared: [Baseline.Shared]

  init(
    _ groups: [ItemFactors], groupOfUser: [Int], inputs: ItemInputs, unit: Float,
    options: SequenceOptions<Baseline>, kernels: KernelTable, check: () throws -> Void
  ) rethrows {
    itemCount = groups.first?.itemCount ?? 0
    self.groupOfUser = groupOfUser
    means = groups.map(\.mean)
    biases = groups.flatMap(\.biases)
    counts = groups.flatMap(\.counts)
    self.inputs = try inputs.tables(groups, check: check)
    shared = try groups.map {
      try check()
      return Baseline.shared($0, unit: unit, options: options, kernels: kernels)
    }
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
