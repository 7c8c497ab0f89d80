/// One history, and from which position on a model is asked for the ratings in it, each predicted
/// from all those before it.
package struct HeldOutHistory {
  package let userID: Int64
  /// Items are the model's indices; a target of an item that it does not know is -1.
  package let history: History
  /// The first position asked about; `history.count` at most.
  package let firstTarget: Int
  /// The user's index among those that the model was trained on (see `UserQuery`).
  package var trainedUser: Int?

  package init(userID: Int64, history: History, firstTarget: Int, trainedUser: Int? = nil) {
    self.userID = userID
    self.history = history
    self.firstTarget = firstTarget
    self.trainedUser = trainedUser
  }

  /// The number of ratings asked about.
  package var targetCount: Int { history.count - firstTarget }
}

extension Recommender {
  /// Predicts the targets of every walk: answers are made once by `represent` and then extended
  /// rating by rating. What the model cannot say is NaN. Nothing is clipped.
  ///
  /// Walks are shared out over the workers and write to places of their own, so that the result does
  /// not depend on the number of threads.
  ///
  /// - Parameter shouldStop: asked between groups of walks, on the calling thread.
  /// - Returns: the predictions of all walks, one after the other; nil where it was stopped.
  package func predictions(
    for walks: [HeldOutHistory], compute: Compute, shouldStop: () -> Bool = { false }
  ) -> [Float]? {
    var starts = [0]
    starts.reserveCapacity(walks.count + 1)
    for walk in walks { starts.append(starts[starts.count - 1] + walk.targetCount) }
    let group = 64
    var stopped = false
    let result = [Float](unsafeUninitializedCapacity: starts[walks.count]) { buffer, count in
      buffer.initialize(repeating: .nan)
      count = buffer.count
      let out = Slots(base: buffer.baseAddress)
      for first in stride(from: 0, to: walks.count, by: group) {
        stopped = shouldStop()
        if stopped { return }
        compute.workers.run(shards: Swift.min(group, walks.count - first)) { shard in
          follow(walks[first + shard], into: out, at: starts[first + shard])
        }
      }
    }
    return stopped ? nil : result
  }

  private func follow(_ walk: HeldOutHistory, into out: Slots, at start: Int) {
    guard walk.targetCount > 0 else { return }
    let known = walk.history[0..<walk.firstTarget]
    let answer = answering(UserQuery(history: known, trainedUser: walk.trainedUser))
    for position in walk.firstTarget..<walk.history.count {
      let next = walk.history[position]
      guard next.item >= 0 else { continue }
      out.base?[start + position - walk.firstTarget] = answer.score(item: next.item)
      if position + 1 < walk.history.count { answer.extend(by: next) }
    }
  }
}

/// Where each shard writes to floats of its own.
private struct Slots: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>?
}
