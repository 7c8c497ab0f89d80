import Debut

/// Finds leakage: targets and users of an evaluation that a model was trained on.
///
/// Under fresh users, every user must be new to the model: one rating among the training ratings under
/// the user's id is leakage. Under the other splits users are known by intention, and the target must be
/// new: a user's rating of an item counts as seen even if its stars or its time have changed since. An event may
/// come again: there, a target is seen if the user has its item more often in training than before the first target.
struct LeakageCheck {
  private let trained: TrainedFold
  private let toModel: [Int32]
  private let split: Split
  private let repeats: Bool

  /// Prepares the check of one model.
  ///
  /// - Parameters:
  ///   - toModel: the model's index of each item of the data; -1 if it has none.
  ///   - split: the one that the targets come from.
  ///   - repeats: true if a user may have an item several times.
  init(_ trained: TrainedFold, toModel: [Int32], split: Split, repeats: Bool = false) {
    self.trained = trained
    self.toModel = toModel
    self.split = split
    self.repeats = repeats
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
    var known: [Vocabulary.Key: [Int32: Int]] = [:]
    for (place, held) in histories.enumerated() where held.targetCount > 0 {
      if place % 1_000 == 0, shouldStop() { throw EngineError.interrupted }
      let items = held.history[held.firstTarget..<held.history.count].map { toModel[$0.item] }
      targets[held.userID, default: []].formUnion(items)
      if repeats {
        var before: [Int32: Int] = [:]
        for item in held.history[0..<held.firstTarget].items {
          before[toModel[Int(item)], default: 0] += 1
        }
        known[held.userID] = before
      }
    }
    var found: [Vocabulary.Key: Int] = [:]
    for (id, items) in targets {
      guard let user = trained.trainingIndex(ofUserID: id) else { continue }
      let seen = trained.training.items(ofUser: user)
      let count =
        isFresh
        ? seen.count
        : known[id].map { Self.beyond($0, seen, items) }
          ?? seen.count(where: { items.contains($0) })
      if count > 0 { found[id] = count }
    }
    return found
  }

  /// Returns how many more events of target items there are in training than before the first target.
  private static func beyond(
    _ known: [Int32: Int], _ seen: some Sequence<Int32>, _ targets: Set<Int32>
  ) -> Int {
    var counts: [Int32: Int] = [:]
    for item in seen where targets.contains(item) { counts[item, default: 0] += 1 }
    return counts.reduce(0) { $0 + max($1.value - (known[$1.key] ?? 0), 0) }
  }

  private var isFresh: Bool {
    if case .freshUsers = split { true } else { false }
  }
}
