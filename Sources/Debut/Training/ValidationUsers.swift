/// The training users that are set aside to validate, and the figure of a model on them.
struct ValidationUsers {
  /// The users to train on, in their order.
  let learning: Histories
  /// The users set aside.
  let validation: Histories

  /// Sets aside a tenth of the users, at least one; none if there is only one user.
  init(from histories: Histories, seed: UInt64) {
    (learning, validation) = histories.splittingUsers(fraction: 0.1, seed: seed)
  }

  /// Returns the figure by which training is stopped early: for a model of ratings its error in stars, for one
  /// of events NDCG@10; nil if there are no users, or if it was stopped.
  func figure(
    of model: some Recommender, _ data: TrainingSet, compute: Compute,
    shouldStop: () -> Bool = { false }
  ) -> Double? {
    switch type(of: model).descriptor.learning {
    case .ratings:
      error(
        of: model, mean: data.meanRating, scale: data.scale, compute: compute,
        shouldStop: shouldStop)
    case .events: gain(of: model, data, compute: compute, shouldStop: shouldStop)
    }
  }

  /// Returns the fresh-user error in stars: the root mean square over all positions, predictions clipped
  /// to the scale and NaN replaced by `mean`; nil if there are no users, or if it was stopped.
  func error(
    of model: some Recommender, mean: Float, scale: RatingScale, compute: Compute,
    shouldStop: () -> Bool = { false }
  ) -> Double? {
    let held = validation.indices.map {
      HeldOutHistory(userID: validation.users[$0], history: validation[$0], firstTarget: 0)
    }
    guard let predictions = model.predictions(for: held, compute: compute, shouldStop: shouldStop)
    else { return nil }
    let metric = RootMeanSquaredError()
    var sum = MetricSum()
    var next = 0
    for history in validation {
      for rating in history.ratings {
        let stars = predictions[next]
        metric.add(scale.clip(stars.isNaN ? mean : stars), for: .rating(rating), to: &sum)
        next += 1
      }
    }
    return sum.weight > 0 ? metric.figure(of: sum) : nil
  }

  /// The fewest targets of validation; few users are asked for more than their last event.
  private static let fewestTargets = 1000

  /// Returns NDCG@10 of the last events of each user, among all items with events; nil as `figure`.
  private func gain(
    of model: some Recommender, _ data: TrainingSet, compute: Compute, shouldStop: () -> Bool
  ) -> Double? {
    let each = Swift.max(1, Self.fewestTargets / Swift.max(validation.count, 1))
    let held = validation.indices.map { user in
      let history = validation[user]
      return HeldOutHistory(
        userID: validation.users[user], history: history,
        firstTarget: Swift.min(Swift.max(1, history.count - each), history.count))
    }
    let rules = RankingRules(
      candidates: data.itemCounts.enumerated().compactMap { $1 > 0 ? Int32($0) : nil },
      itemCount: data.itemCount, top: 10, repeats: data.histories.hasRepeats)
    guard
      let ranked = model.ranks(
        for: held, rules: rules, compute: compute, shouldStop: shouldStop)
    else { return nil }
    let metric = DiscountedGain(at: 10)
    var sum = MetricSum()
    for rank in ranked.ranks { metric.add(rank, for: .nextItem, to: &sum) }
    return sum.weight > 0 ? metric.figure(of: sum) : nil
  }
}
