/// Item factors for a model that learns from a user's history what a matrix factorisation cannot say.
///
/// A training user's own ratings are part of factors fitted to all users: the item that only they rated
/// has a bias and a vector that give the rating away. A network trained on such factors learns to trust
/// them more than a fresh user's ratings deserve, and of all that was measured about sequence models
/// on factors this costs most. So the training users, in order of id, are dealt out to groups (the
/// first user to the first group, the second to the second, ...), and every group has a table fitted
/// without its users. Train on a user with `table(forTrainingUser:)`; answer fresh users with `all`.
///
///     let factors = try CrossFittedFactors(data, run: run)
///     let table = factors.table(forTrainingUser: user)     // biases, vectors, counts, ...
///     let base = factors.foldInPredictions(decays: [1, 0.97, 0.9], compute: run.compute)
///
/// Nothing of a table, the mean and the priors included, comes from its group's ratings. The price is that
/// axes are only near each other: all tables start at the same random vectors, but a factorisation
/// is the same under any rotation. Fold-ins do not notice; who reads vectors of several tables with the
/// same weights first rotates each to `all`.
public struct CrossFittedFactors: Sendable {
  /// Fitted to all training users: for users who are not among them.
  public let all: ItemFactors
  /// [groups] each fitted to the training users outside of the group; one alone, that of all users, where
  /// there are too few users to leave any out. Counts are scaled to the whole training set.
  public let groups: [ItemFactors]
  /// [users] the group of each training user.
  public let groupOfUser: [Int]
  let histories: Histories

  /// Fits all tables. Stops where the run says so: the tables that are not begun are then that of all users.
  ///
  /// - Throws: `EngineError.noTrainingRatings`.
  public init(_ data: TrainingSet, run: TrainingContext, options: FactorOptions = FactorOptions())
    throws
  {
    let count = max(min(options.groups, data.histories.count), 1)
    let all = try ItemFactors(
      data, run: run, options: options, part: "factors 1 of \(count + 1)")
    let members = Self.dealt(data.histories.users, to: count)
    groups = try (0..<count).map { group in
      // Whoever is stopped here is not trained any further: any table will do.
      run.shouldStop
        ? all
        : try Self.table(
          without: group, members, data, run: run, options: options,
          part: "factors \(group + 2) of \(count + 1)") ?? all
    }
    self.all = all
    groupOfUser = members
    histories = data.histories
  }

  /// Users in order of id get the groups 0, 1, ..., 0, 1, ...
  private static func dealt(_ users: Vocabulary, to groups: Int) -> [Int] {
    var group = [Int](repeating: 0, count: users.count)
    let order = users.indices.sorted { (users[$0], $0) < (users[$1], $1) }
    for (place, user) in order.enumerated() { group[user] = place % groups }
    return group
  }

  /// Nil where nobody else has rated anything.
  private static func table(
    without group: Int, _ members: [Int], _ data: TrainingSet, run: TrainingContext,
    options: FactorOptions, part: String
  ) throws -> ItemFactors? {
    let others = data.histories.selecting(members.indices.filter { members[$0] != group })
    guard others.ratingCount > 0 else { return nil }
    let groups = Float(members.max() ?? 0) + 1
    return try ItemFactors.fitted(
      to: TrainingSet(
        histories: others, itemCount: data.itemCount, feedback: data.feedback,
        catalogue: data.catalogue),
      run: run, options: options, countScale: groups / (groups - 1), part: part)
  }

  /// The factors that have not seen this user, an index 0 ..< users of the training set.
  public func table(forTrainingUser user: Int) -> ItemFactors { groups[groupOfUser[user]] }
}
