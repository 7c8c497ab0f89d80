import Debut

/// The items' tables that a sequence model is trained with: for every group of training users those fitted
/// to all other users, so that a training user is like a fresh one.
struct CrossFittedTables<Baseline: UserBaseline> {
  /// Expectations of the items. Their type does not depend on the baseline's: what is asked for every rating is no
  /// generic code.
  let expectations: ItemExpectations
  /// [groups x items, columns] see `ItemInputs`.
  let inputs: Parameter
  /// [groups] data that the baselines of a group's users have in common.
  private let shared: [Baseline.Shared]

  init(
    _ groups: [ItemFactors], groupOfUser: [Int], inputs: ItemInputs, unit: Float,
    options: SequenceOptions<Baseline>, kernels: KernelTable, check: () throws -> Void
  ) rethrows {
    expectations = ItemExpectations(groups, groupOfUser: groupOfUser)
    self.inputs = try inputs.tables(groups, check: check)
    shared = try groups.map {
      try check()
      return Baseline.shared($0, unit: unit, options: options, kernels: kernels)
    }
  }

  /// Returns a training user without ratings.
  func baseline(ofUser user: Int) -> Baseline {
    Baseline(shared[expectations.groupOfUser[user]])
  }
}
