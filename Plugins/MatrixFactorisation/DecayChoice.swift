import Debut

/// The choice of the decay that predicts held-out users best.
///
/// A fifth of the training users is held out. Because all decays are compared on the same ratings, these
/// suffice; cross-validation over all users would cost five times as much. Of many ratings a sample of the users
/// chooses: a decay is known to its second digit by far fewer.
struct DecayChoice {
  /// Candidate decays. Of equally good ones the first is chosen, which forgets least.
  static let candidates: [Float] = [1, 0.99, 0.97, 0.95, 0.9]
  /// Decay if there are too few users to choose on.
  static let standard: Float = 0.97
  /// Users, in order of id, of which one is held out.
  private static let share = 5

  /// The most ratings that choose.
  private static let mostRatings = 2_000_000

  /// [candidates] root mean squared errors in stars.
  let errors: [Double]
  /// One of so many users chooses.
  private let step: Int

  /// Fits factors to the other users and predicts the held-out ones.
  ///
  /// - Returns: nil if there are too few users to hold any out.
  init?(_ data: TrainingSet, run: TrainingContext, options: FactorOptions) throws {
    step = (data.histories.ratingCount - 1) / Self.mostRatings + 1
    let (fitted, heldOut) = Self.divided(data.histories, step)
    guard fitted.ratingCount > 0, heldOut.ratingCount > 0 else { return nil }
    let factors = try ItemFactors(
      TrainingSet(
        histories: fitted, itemCount: data.itemCount, feedback: data.feedback,
        catalogue: data.catalogue),
      run: run, options: options, part: "choosing the decay")
    let predictions = FoldInItems(factors, kernels: run.compute.kernels).predictions(
      before: heldOut, decays: Self.candidates, compute: run.compute,
      shouldStop: { run.shouldStop })
    errors = Self.errors(of: predictions, heldOut, scale: data.scale)
  }

  private static func divided(
    _ histories: Histories, _ step: Int
  ) -> (fitted: Histories, heldOut: Histories) {
    let all = histories.indices.sorted { histories.users[$0] < histories.users[$1] }
    let order = stride(from: 0, to: all.count, by: step).map { all[$0] }
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

  /// Decay with the least error.
  var best: Float {
    let least = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return Self.candidates[least]
  }

  /// Line for people about the choice.
  var note: String {
    let list = zip(Self.candidates, errors).map { decay, error in
      "\(decay) \(Self.fourDecimals(error))"
    }
    let users = step == 1 ? "training users" : "every \(Self.ordinal(step)) training user"
    return "decay \(best), the best for \(users) (RMSE by decay: "
      + list.joined(separator: ", ") + ")"
  }

  private static func ordinal(_ n: Int) -> String {
    let endings = [1: "st", 2: "nd", 3: "rd"]
    return "\(n)" + (11...13 ~= n % 100 ? "th" : endings[n % 10] ?? "th")
  }

  private static func fourDecimals(_ error: Double) -> String {
    guard error < 1e12 else { return "\(Float(error))" }
    let count = Int((error * 10_000).rounded())
    return "\(count / 10_000).\(String(10_000 + count % 10_000).dropFirst())"
  }
}
