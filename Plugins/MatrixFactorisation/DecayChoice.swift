import Debut

/// The decay under which training users are predicted best, each from factors that have not seen them.
struct DecayChoice {
  /// The decays to choose from, those that change least first: a tie goes to the earlier one.
  static let candidates: [Float] = [1, 0.99, 0.97, 0.95, 0.9]

  /// [candidates] root mean squared errors in stars.
  let errors: [Double]

  init(
    _ factors: CrossFittedFactors, _ histories: Histories, scale: RatingScale, _ compute: Compute
  ) {
    let predictions = factors.foldInPredictions(decays: Self.candidates, compute: compute)
    var sums = [Double](repeating: 0, count: Self.candidates.count)
    var next = 0
    for history in histories {
      for rating in history.ratings {
        for column in sums.indices {
          let error = Double(scale.clip(predictions[next]) - rating)
          sums[column] += error * error
          next += 1
        }
      }
    }
    let count = Double(max(histories.ratingCount, 1))
    errors = sums.map { ($0 / count).squareRoot() }
  }

  /// The decay with the least error.
  var best: Float {
    let least = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return Self.candidates[least]
  }

  /// What a person reads of it.
  var note: String {
    let list = zip(Self.candidates, errors).map { decay, error in
      "\(decay) \((error * 10_000).rounded() / 10_000)"
    }
    return "decay \(best), the best for training users (RMSE by decay: "
      + list.joined(separator: ", ") + ")"
  }
}
