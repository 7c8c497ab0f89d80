import Debut

/// A model in an ensemble, and the training users that it has in common with the ensemble: members may
/// have been trained on different users.
struct EnsembleMember {
  let model: any Recommender
  /// Mean of the member's own training ratings, in stars.
  let mean: Float
  /// [training users of the ensemble] true if the member was trained on the user.
  let isKnown: [Bool]
  /// [training users of the ensemble] index of the user among the member's; nil if it has none.
  private let indices: [Int?]

  init(_ model: any Recommender, mean: Float, isKnown: [Bool]) {
    self.model = model
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
  ///   - data: training set of the member.
  ///   - users: the ensemble's training users, in their order.
  init(_ trained: TrainedMember, trainedOn data: TrainingSet, among users: Vocabulary) {
    let own = Set(data.histories.users).subtracting(trained.validationUsers)
    let kept = data.histories.indices.filter { own.contains(data.histories.users[$0]) }
    let learnt = TrainingSet(
      histories: data.histories.selecting(kept), itemCount: data.itemCount, feedback: data.feedback,
      catalogue: data.catalogue)
    self.init(
      trained.model, mean: learnt.meanRating,
      isKnown: users.map { own.contains($0) })
  }

  /// Returns the query with the member's own index of the user.
  func query(_ user: UserQuery) -> UserQuery {
    UserQuery(
      history: user.history,
      trainedUser: user.trainedUser.flatMap { indices.indices.contains($0) ? indices[$0] : nil },
      isAfterTraining: user.isAfterTraining)
  }

  /// Returns the outline of the member's training data: the users of the ensemble's outline that it was
  /// trained on, with its own mean as every rating.
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
