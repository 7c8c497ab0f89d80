import Debut

/// The decay under which users are predicted best who were left out of the fit.
///
/// A fifth of the training users is left out: decays are compared on the same ratings, so that a part of
/// them tells as much as all would for five times the cost.
struct DecayChoice {
  /// The decays to choose from, those that change least first: a tie goes to the earlier one.
  static let candidates: [Float] = [1, 0.99, 0.97, 0.95, 0.9]
  /// Where there is nothing to choose by.
  static let standard: Float = 0.97
  /// Every how many users, in order of id, one is left out.
  private static let share = 5

  /// [candidates] root mean squared errors in stars.
  let errors: [Double]

  /// Nil where there are too few users to leave any out.
  init?(_ data: TrainingSet, run: TrainingContext, options: FactorOptions) throws {
    let (fitted, asked) = Self.divided(data.histories)
    guard fitted.ratingCount > 0, asked.ratingCount > 0 else { return nil }
    let factors = try ItemFactors(
      TrainingSet(
        histories: fitted, itemCount: data.itemCount, feedback: data.feedback,
        catalogue: data.catalogue),
      run: run, options: options, part: "choosing the decay")
    let predictions = FoldInItems(factors, kernels: run.compute.kernels).predictions(
      before: asked, decays: Self.candidates, compute: run.compute)
    errors = Self.errors(of: predictions, asked, scale: data.scale)
  }

  private static func divided(_ histories: Histories) -> (fitted: Histories, asked: Histories) {
    let order = histories.indices.sorted { histories.users[$0] < histories.users[$1] }
    let places = order.indices
    return (
      histories.selecting(places.filter { $0 % share != share - 1 }.map { order[$0] }),
      histories.selecting(places.filter { $0 % share == share - 1 }.map { order[$0] })
    )
  }

  private static func errors(
    of predictions: [Float], _ histories: Histories, scale: RatingScale
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: candidates.count)
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
    return sums.map { ($0 / count).squareRoot() }
  }

  /// The decay with the least error.
  var best: Float {
    let least = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return Self.candidates[least]
  }

  /// What a person reads of it.
  var note: String {
    let list = zip(Self.candidates, errors).map { decay, error in
      "\(decay) \(Self.fourDecimals(error))"
    }
    return "decay \(best), the best for training users (RMSE by decay: "
      + list.joined(separator: ", ") + ")"
  }

  private static func fourDecimals(_ error: Double) -> String {
    let count = Int((error * 10_000).rounded())
    return "\(count / 10_000).\(String(10_000 + count % 10_000).dropFirst())"
  }
}
