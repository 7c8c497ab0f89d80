import Debut

/// What a sequence model trains on: for every group of training users what is known of the items without
/// them, so that a training user is met as a fresh one is.
struct CrossFittedTables<Base: UserBaseline> {
  let itemCount: Int
  /// [users]
  let groupOfUser: [Int]
  /// [groups] in stars.
  private let means: [Float]
  /// [groups, items] in stars.
  private let biases: [Float]
  /// [groups, items]
  private let counts: [Float]
  /// [groups x items, columns] see `ItemInputs`.
  let knowledge: Parameter
  /// [groups]
  let shared: [Base.Shared]

  init(
    _ groups: [ItemFactors], groupOfUser: [Int], knowledge: ItemInputs, unit: Float,
    options: SequenceOptions<Base>, kernels: KernelTable
  ) {
    itemCount = groups.first?.itemCount ?? 0
    self.groupOfUser = groupOfUser
    means = groups.map(\.mean)
    biases = groups.flatMap(\.biases)
    counts = groups.flatMap(\.counts)
    self.knowledge = knowledge.tables(groups)
    shared = groups.map {
      Base.shared($0, unit: unit, options: options, kernels: kernels)
    }
  }

  /// The row of an item as a user's group has it.
  func row(_ item: Int32, user: Int) -> Int { groupOfUser[user] * itemCount + Int(item) }

  /// What is known of a training user's rating without them.
  func signal(_ item: Int32, rating: Float, user: Int, unit: Float) -> RatingFeatures {
    let row = row(item, user: user)
    let bias = biases[row]
    return RatingFeatures(
      residual: (rating - means[groupOfUser[user]] - bias) / unit, itemBias: bias / unit,
      itemCount: counts[row])
  }
}
