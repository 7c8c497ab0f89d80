/// Finds ratings that a model would be asked to predict although it was trained on them.
///
/// Exact: what counts is the same user, item, rating and time among the training ratings, not the name
/// of a split. Where either side has no times, user, item and rating decide.
struct HonestyGuard {
  private let trained: TrainedFold
  private let toModel: [Int32]

  /// - Parameter toModel: the model's index of each item asked about; -1 where it has none.
  init(_ trained: TrainedFold, toModel: [Int32]) {
    self.trained = trained
    self.toModel = toModel
  }

  /// The users with such targets, and how many. Targets asked several times count once.
  ///
  /// - Complexity: O(targets); training ratings are read of users alone that are asked about.
  func overlaps(_ walks: [Walk]) -> [Int64: Int] {
    var seenByUser: [Int64: Set<Evidence>] = [:]
    var found: [Int64: Set<Evidence>] = [:]
    for walk in walks where walk.targetCount > 0 {
      guard let user = trained.trainingIndex(ofUserID: walk.userID) else { continue }
      let timed = !walk.history.timestamps.isEmpty && hasTimes
      let seen = seenByUser[walk.userID] ?? evidence(of: user, timed: timed)
      seenByUser[walk.userID] = seen
      for target in walk.history[walk.firstTarget..<walk.history.count] {
        let asked = Evidence(
          item: toModel[target.item], rating: target.rating,
          timestamp: timed ? target.timestamp : nil)
        if seen.contains(asked) { found[walk.userID, default: []].insert(asked) }
      }
    }
    return found.mapValues(\.count)
  }

  private var hasTimes: Bool { !trained.training.columns.timestamps.isEmpty }

  private func evidence(of user: Int, timed: Bool) -> Set<Evidence> {
    Set(
      trained.training[user].map {
        Evidence(
          item: Int32($0.item), rating: $0.rating, timestamp: timed ? $0.timestamp : nil)
      })
  }

  private struct Evidence: Hashable {
    let item: Int32
    let rating: Float
    let timestamp: Int64?
  }
}
