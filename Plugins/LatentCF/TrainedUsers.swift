import Debut

/// The users whose vectors a model has learnt, by the number of ratings that it was trained on.
struct TrainedUsers: Sendable {
  /// [users] training ratings.
  private(set) var counts: [Int] = []

  init() {}

  init(_ histories: Histories) { counts = histories.ranges.map(\.count) }

  /// Returns the index of a training user and the number of their training ratings, which the history
  /// begins with; nil for a fresh user.
  func trained(_ user: UserQuery) -> (index: Int, ratings: Int)? {
    guard let index = user.trainedUser, index < counts.count, counts[index] <= user.history.count
    else { return nil }
    return (index, counts[index])
  }
}
