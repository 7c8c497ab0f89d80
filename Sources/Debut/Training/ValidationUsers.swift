/// Which training users are set aside to validate, and how far a model is off on them.
struct ValidationUsers {
  /// Those that the model learns from, in their order.
  let learning: Histories
  /// Those that it is judged by.
  let validation: Histories

  /// Sets aside a tenth of the users, at least one; none where there is but one user.
  init(from histories: Histories, seed: UInt64) {
    (learning, validation) = histories.splittingUsers(fraction: 0.1, seed: seed)
  }

  /// The fresh-user error in stars (root mean square over all positions), predictions clipped to the
  /// scale, what the model cannot say replaced by `mean`; nil where there is nobody to ask about.
  func error(of model: some Recommender, mean: Float, scale: RatingScale, compute: Compute)
    -> Double?
  {
    let walks = validation.indices.map {
      HeldOutHistory(userID: validation.users[$0], history: validation[$0], firstTarget: 0)
    }
    guard let predictions = model.predictions(for: walks, compute: compute) else { return nil }
    var sum = ErrorSum()
    var next = 0
    for history in validation {
      for rating in history.ratings {
        let stars = predictions[next]
        sum.add(prediction: scale.clip(stars.isNaN ? mean : stars), rating: rating)
        next += 1
      }
    }
    return sum.rmse
  }
}
