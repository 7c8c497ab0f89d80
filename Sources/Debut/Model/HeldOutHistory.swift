/// One history whose last ratings are targets, each predicted from all ratings before it.
package struct HeldOutHistory: Sendable {
  /// The user's id in the data.
  package let userID: Vocabulary.Key
  /// The ratings. Items are the model's indices; a target of an item unknown to the model is -1.
  package let history: History
  /// The position of the first target; `history.count` at most.
  package let firstTarget: Int
  /// The user's index among the training users (see `UserQuery`).
  package var trainedUser: Int?
  /// True if the targets are later than all that the model was trained on (see `UserQuery`).
  package let isAfterTraining: Bool

  package init(
    userID: Vocabulary.Key, history: History, firstTarget: Int, trainedUser: Int? = nil,
    isAfterTraining: Bool = false
  ) {
    self.userID = userID
    self.history = history
    self.firstTarget = firstTarget
    self.trainedUser = trainedUser
    self.isAfterTraining = isAfterTraining
  }

  /// The number of targets.
  package var targetCount: Int { history.count - firstTarget }
}

extension Recommender {
  /// Predicts the targets of every history: a representation is made once by `represent`, and the targets are
  /// scored along their ratings. A target without a prediction is NaN. Nothing is clipped.
  ///
  /// Workers write to places of their own, so that the result does not depend on the number of threads.
  ///
  /// - Parameter shouldStop: called between groups of histories, on the calling thread.
  /// - Returns: the predictions of all histories, one after the other; nil if it was stopped.
  package func predictions(
    for held: [HeldOutHistory], compute: Compute, shouldStop: () -> Bool = { false }
  ) -> [Float]? {
    let starts = held.targetStarts
    let group = 64
    var stopped = false
    let result = [Float](unsafeUninitializedCapacity: starts[held.count]) { buffer, count in
      buffer.initialize(repeating: .nan)
      count = buffer.count
      let out = Slots(base: buffer.baseAddress)
      for first in stride(from: 0, to: held.count, by: group) {
        stopped = shouldStop()
        if stopped { return }
        compute.workers.run(shards: Swift.min(group, held.count - first)) { shard in
          predict(held[first + shard], into: out, at: starts[first + shard])
        }
      }
    }
    return stopped ? nil : result
  }

  private func predict(_ held: HeldOutHistory, into out: Slots, at start: Int) {
    guard held.targetCount > 0, let first = out.base else { return }
    let user = represent(
      UserQuery(
        history: held.history[0..<held.firstTarget], trainedUser: held.trainedUser,
        isAfterTraining: held.isAfterTraining))
    let targets = held.history[held.firstTarget..<held.history.count]
    let stars = UnsafeMutableBufferPointer(start: first + start, count: targets.count)
    // Ratings of unknown items are left out; their predictions stay NaN.
    let known = targets.indices.filter { targets[$0].item >= 0 }
    // A single target is scored alone: a model along a history may learn of ratings that nothing comes after.
    if known.count == 1 {
      stars[known[0]] = score(user, item: targets[known[0]].item)
      return
    }
    guard known.count < targets.count else {
      score(user, along: targets, into: stars)
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: known.count) { found in
      found.initialize(repeating: .nan)
      score(user, along: History(known.map { targets[$0] }), into: found)
      for (place, position) in known.enumerated() { stars[position] = found[place] }
    }
  }
}

extension [HeldOutHistory] {
  /// [histories + 1] the place of each history's first target among those of all, and the number of all.
  var targetStarts: [Int] {
    var starts = [0]
    starts.reserveCapacity(count + 1)
    for history in self { starts.append(starts[starts.count - 1] + history.targetCount) }
    return starts
  }
}

/// The memory of the predictions. Unchecked, because each shard writes to floats of its own.
private struct Slots: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>?
}
