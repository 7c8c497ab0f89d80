/// Item factors for a model that is trained on top of a matrix factorisation.
///
/// A training user's own ratings are part of factors fitted to all users: an item that only they rated
/// has a bias and a vector that reveal the rating. A network trained on such factors learns to trust them
/// more than it should for a fresh user; of all mistakes measured in sequence models on factors this
/// costs most. So the training users, in order of id, are assigned to groups in turn, and every group has
/// a table fitted without its users. Train on a user with `table(forTrainingUser:)`; predict for fresh
/// users with `all`.
///
///     let factors = try CrossFittedFactors(data, run: run)
///     let table = factors.table(forTrainingUser: user)     // biases, vectors, counts, ...
///     let base = factors.foldInPredictions(decays: [1, 0.97, 0.9], compute: run.compute)
///
/// Nothing in a table, including the mean and the priors, depends on its group's ratings. So that not every fit has to
/// begin from nothing, the groups are two halves. Each half's users are fitted first, and the tables without a group of
/// the other half go on from there.
///
/// A factorisation is the same under any rotation, and the tables' axes differ. Fold-ins are not affected. A model that
/// reads vectors of several tables with the same weights must first rotate each to `all`.
///
/// - Stability: evolving.
public struct CrossFittedFactors: Sendable {
  /// Factors fitted to all training users, for users who are not among them.
  public let all: ItemFactors
  /// [groups] factors fitted to the training users outside of each group. If there are too few users to
  /// leave any out, there is one table, that of all users. Counts are scaled to the whole training set.
  public let groups: [ItemFactors]
  /// [users] group of each training user.
  public let groupOfUser: [Int]
  let histories: Histories

  /// Fits all tables. If the run stops, those that are left are like one that was fitted.
  ///
  /// - Throws: `EngineError.noTrainingRatings`.
  public init(_ data: TrainingSet, run: TrainingContext, options: FactorOptions = FactorOptions())
    throws
  {
    let count = max(min(options.groups, data.histories.count), 1)
    let members = Self.dealt(data.histories.users, to: count)
    let half = (count + 1) / 2
    var (done, last) = (0, ItemFactors?.none)
    func fitted(
      to chosen: (Int) -> Bool, from start: ItemFactors?, countScale: Float = 1
    ) throws -> ItemFactors? {
      done += 1
      let others = data.histories.selecting(members.indices.filter { chosen(members[$0]) })
      // After a stop the model is not trained further, so that any table will do.
      guard others.ratingCount > 0, last == nil || !run.shouldStop else { return nil }
      let table = try ItemFactors.fitted(
        to: TrainingSet(
          histories: others, itemCount: data.itemCount, feedback: data.feedback,
          catalogue: data.catalogue),
        run: run, options: options, from: start, countScale: countScale,
        part: "factors \(done) of \(count + 3)")
      last = table
      return table
    }
    let upper = try fitted(to: { $0 >= half }, from: nil)
    let lower = try fitted(to: { $0 < half }, from: nil)
    guard let all = try fitted(to: { _ in true }, from: upper) ?? last else {
      throw EngineError.noTrainingRatings
    }
    groups = try (0..<count).map { group in
      try fitted(
        to: { $0 != group }, from: group < half ? upper : lower,
        countScale: Float(count) / Float(max(count - 1, 1))) ?? all
    }
    self.all = all
    groupOfUser = members
    histories = data.histories
  }

  /// Returns the group of each user: 0, 1, ..., 0, 1, ... in order of id.
  private static func dealt(_ users: Vocabulary, to groups: Int) -> [Int] {
    var group = [Int](repeating: 0, count: users.count)
    let order = users.indices.sorted { (users[$0], $0) < (users[$1], $1) }
    for (place, user) in order.enumerated() { group[user] = place % groups }
    return group
  }

  /// Returns the factors fitted without a user, given by an index 0 ..< users of the training set.
  public func table(forTrainingUser user: Int) -> ItemFactors { groups[groupOfUser[user]] }
}
