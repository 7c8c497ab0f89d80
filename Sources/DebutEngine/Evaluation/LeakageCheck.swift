import Debut

/// Finds leakage: targets and users of an evaluation that a model was trained on.
///
/// Under fresh users, every user must be new to the model: one rating among the training ratings under
/// the user's id is leakage. Under the other splits users are known by intention, and the target must be
/// new: a user's rating of an item counts as seen even if its stars or its time have changed since.
struct LeakageCheck {
  private let trained: TrainedFold
  private let toModel: [Int32]
  private let split: Split

  /// Prepares the check of one model.
  ///
  /// - Parameters:
  ///   - toModel: the model's index of each item of the data; -1 if it has none.
  ///   - split: the one that the targets come from.
  init(_ trained: TrainedFold, toModel: [Int32], split: Split) {
    self.trained = trained
    self.toModel = toModel
    self.split = split
  }

  /// Returns the leaked training ratings of each evaluated user who has some: all of the user's under
  /// fresh users, otherwise those of target items.
  ///
  /// - Complexity: O(targets); training ratings of evaluated users alone are read.
  /// - Throws: `EngineError.interrupted`.
  func overlaps(
    _ histories: [HeldOutHistory], shouldStop: () -> Bool
  ) throws -> [Vocabulary.Key: Int] {
    var targets: [Vocabulary.Key: Set<Int32>] = [:]
    for (place, held) in histories.enumerated() where held.targetCount > 0 {
      if place % 1_000 == 0, shouldStop() { throw EngineError.interrupted }
      let items = held.history[held.firstTarget..<held.history.count].map { toModel[$0.item] }
      targets[held.userID, default: []].formUnion(items)
    }
    var found: [Vocabulary.Key: Int] = [:]
    for (id, items) in targets {
      guard let user = trained.trainingIndex(ofUserID: id) else { continue }
      let seen = trained.training.items(ofUser: user)
      let count = isFresh ? seen.count : seen.count(where: { items.contains($0) })
      if count > 0 { found[id] = count }
    }
    return found
  }

  private var isFresh: Bool {
    if case .freshUsers = split { true } else { false }
  }
}
