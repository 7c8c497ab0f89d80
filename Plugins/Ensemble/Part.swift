import Debut

/// A member of an ensemble, and which of the ensemble's training users it was trained on: members may
/// have been trained on different ones.
struct Part {
  let member: any Member
  /// The mean of its own training ratings.
  let mean: Float
  /// Of each training user of the ensemble.
  let isKnown: [Bool]
  /// The index that the member knows a user by.
  private let indices: [Int?]

  init(_ member: any Member, mean: Float, isKnown: [Bool]) {
    self.member = member
    self.mean = mean
    self.isKnown = isKnown
    var next = 0
    indices = isKnown.map { isKnown in
      guard isKnown else { return nil }
      defer { next += 1 }
      return next
    }
  }

  /// - Parameters:
  ///   - data: what it was trained on.
  ///   - users: the ensemble's training users, in their order: the member's among them.
  init(_ trained: TrainedMember, trainedOn data: TrainingSet, among users: Vocabulary) {
    let own = Set(data.histories.users).subtracting(trained.validationUsers)
    let kept = data.histories.indices.filter { own.contains(data.histories.users[$0]) }
    let learnt = TrainingSet(
      histories: data.histories.selecting(kept), itemCount: data.itemCount, feedback: data.feedback,
      catalogue: data.catalogue)
    self.init(
      memberOf(trained.model), mean: learnt.meanRating,
      isKnown: users.map { own.contains($0) })
  }

  /// The query as the member understands it.
  func query(_ user: UserQuery) -> UserQuery {
    UserQuery(
      history: user.history,
      trainedUser: user.trainedUser.flatMap { indices.indices.contains($0) ? indices[$0] : nil })
  }

  /// What a file knows of the member's training data.
  func outline(of whole: TrainingSet) -> TrainingSet {
    let columns = whole.histories.columns
    let own = Histories(
      columns: .init(
        items: columns.items, ratings: [Float](repeating: mean, count: columns.items.count),
        timestamps: columns.timestamps),
      users: whole.histories.users, ranges: whole.histories.ranges)
    return TrainingSet(
      histories: own.selecting(isKnown.indices.filter { isKnown[$0] }),
      itemCount: whole.itemCount, feedback: whole.feedback, catalogue: whole.catalogue)
  }
}
