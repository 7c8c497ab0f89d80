/// Remembers the best parameters by the error on validation users, and says when to give up.
struct EarlyStopping {
  /// Epochs without improvement after which training stops.
  let patience: Int
  /// The best epoch, counted from 1; 0 before the first.
  private(set) var bestEpoch = 0
  private var bestError = Double.infinity
  private var bestValues: [[Float]] = []

  init(patience: Int) { self.patience = patience }

  /// Takes note of an epoch (from 1).
  ///
  /// - Returns: whether training should stop here.
  mutating func record(epoch: Int, error: Double, parameters: [Parameter]) -> Bool {
    if error < bestError || bestEpoch == 0 {
      bestError = error
      bestEpoch = epoch
      bestValues = parameters.map {
        Array(UnsafeBufferPointer(start: $0.value.base, count: $0.value.count))
      }
    }
    return epoch - bestEpoch >= patience
  }

  /// Writes the best epoch's values back.
  func restore(_ parameters: [Parameter]) {
    for (parameter, values) in zip(parameters, bestValues) {
      for (i, value) in values.enumerated() { parameter.value.base[i] = value }
    }
  }
}

/// Which training users are set aside to validate, and how far a model is off on them.
struct ValidationUsers {
  /// Those that the model learns from, in their order.
  let learning: Histories
  /// Those that it is judged by.
  let validation: Histories

  /// Sets aside every tenth user, at least one; none where there is but one user.
  init(from histories: Histories, using generator: inout SeededGenerator) {
    var users = Array(histories.indices)
    users.shuffle(using: &generator)
    let count = histories.count < 2 ? 0 : Swift.max(1, histories.count / 10)
    validation = histories.selecting(users.prefix(count).sorted())
    learning = histories.selecting(users.dropFirst(count).sorted())
  }

  /// The fresh-user error in stars (root mean square over all positions), predictions clipped to the
  /// scale, what the model cannot say replaced by `mean`; nil where there is nobody to ask about.
  func error(of model: some Recommender, mean: Float, scale: RatingScale, compute: Compute)
    -> Double?
  {
    let walks = validation.indices.map {
      Walk(userID: validation.userIDs[$0], history: validation[$0], firstTarget: 0)
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
