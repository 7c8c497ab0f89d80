import Debut

/// Finds users and ratings that a model is not to be judged by, as it was trained on them.
///
/// Under fresh users, nothing of a user who is asked about may have been seen: one rating among the
/// training ratings under the user's id is enough, whatever it says. Under the other splits users are
/// known by intention, and it is the rating that must be new: a user's rating of an item counts as
/// seen even where its stars or its time have changed since.
struct LeakageCheck {
  private let trained: TrainedFold
  private let toModel: [Int32]
  private let split: Split

  /// - Parameters:
  ///   - toModel: the model's index of each item asked about; -1 where it has none.
  ///   - split: the one that the questions come from.
  init(_ trained: TrainedFold, toModel: [Int32], split: Split) {
    self.trained = trained
    self.toModel = toModel
    self.split = split
  }

  /// The users asked about whom the model must not know so well, and the training ratings of each that
  /// it must not have seen: all of them under fresh users, else those of the items asked for.
  ///
  /// - Complexity: O(targets); training ratings are read of users alone that are asked about.
  func overlaps(_ walks: [HeldOutHistory]) -> [Int64: Int] {
    var targets: [Int64: Set<Int32>] = [:]
    for walk in walks where walk.targetCount > 0 {
      let asked = walk.history[walk.firstTarget..<walk.history.count].map { toModel[$0.item] }
      targets[walk.userID, default: []].formUnion(asked)
    }
    var found: [Int64: Int] = [:]
    for (id, asked) in targets {
      guard let user = trained.trainingIndex(ofUserID: id) else { continue }
      let seen = trained.training.items(ofUser: user)
      let count = isFresh ? seen.count : seen.count(where: { asked.contains($0) })
      if count > 0 { found[id] = count }
    }
    return found
  }

  private var isFresh: Bool {
    if case .freshUsers = split { true } else { false }
  }
}
