/// The training users that are set aside to validate, and the error of a model on them.
struct ValidationUsers {
  /// The users to train on, in their order.
  let learning: Histories
  /// The users set aside.
  let validation: Histories

  /// Sets aside a tenth of the users, at least one; none if there is only one user.
  init(from histories: Histories, seed: UInt64) {
    (learning, validation) = histories.splittingUsers(fraction: 0.1, seed: seed)
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
    let metric = EarlyStopping.metric
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
}
