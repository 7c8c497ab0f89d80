import Debut

/// The signs of a training that ended without an error and yet failed: the model is worse than any
/// constant, or predicts nothing.
enum TrainingFaults {
  /// The number of training users that are predicted, and of ratings of each.
  private static let users = 16
  private static let ratings = 10
  /// The factor by which a loss is above the squared width of the scale, and above 1, if the training
  /// exploded. It is large, because a loss may be in another unit than squared stars, such as shares of
  /// the highest rating, or hold penalties.
  private static let explosion = 100.0

  /// Returns the faults as lines for people.
  ///
  /// A sample of training ratings is predicted, each from the ratings before it. A constant on the scale
  /// is off by the scale's width at most, so a root mean squared error beyond the width is no result of
  /// learning. Predictions are not clipped, because clipping would hide it.
  ///
  /// - Parameters:
  ///   - model: is ready to predict.
  ///   - log: the course of its training; after an interruption the sample is what a tenth of a second predicts.
  ///   - data: what it was trained on.
  ///   - compute: the kernels and threads.
  static func find(
    in model: any Recommender, _ log: TrainingLog, on data: TrainingSet, compute: Compute
  ) -> [String] {
    let histories = data.histories
    let count = min(users, histories.count)
    let sample = (0..<count).map { $0 * histories.count / count }.map { user in
      HeldOutHistory(
        userID: histories.users[user], history: histories[user].prefix(ratings), firstTarget: 0)
    }
    let predictions =
      log.end == .interrupted
      ? quickly(model, sample, compute) : model.predictions(for: sample, compute: compute) ?? []
    guard !predictions.isEmpty else { return [] }
    var squares = 0.0
    var predicted = 0
    for (rating, stars) in zip(sample.flatMap { $0.history.map(\.rating) }, predictions)
    where !stars.isNaN {
      squares += (Double(stars) - Double(rating)) * (Double(stars) - Double(rating))
      predicted += 1
    }
    if 2 * predicted < predictions.count {
      return [
        "it has no prediction (NaN) for \(predictions.count - predicted) of "
          + "\(Counted.text(predictions.count, "training rating"))"
      ]
    }
    // Scores of next items have no unit, so that none of them is too large.
    guard type(of: model).descriptor.learning == .ratings else { return [] }
    let width = Double(data.scale.highest) - Double(data.scale.lowest)
    let error = (squares / Double(max(predicted, 1))).squareRoot()
    if error > width {
      return [
        "the training diverged, or does not suit the scale: predictions of training ratings are off by "
          + "\(Float(error)) stars (root mean square, before they are clipped), and the scale is only "
          + "\(Float(width)) wide"
      ]
    }
    let kept = log.keptEpoch.map { $0 - 1 } ?? log.epochs.count - 1
    if log.epochs.indices.contains(kept), log.epochs[kept].loss > explosion * max(width * width, 1)
    {
      return [
        "the training diverged: the mean training loss is \(Float(log.epochs[kept].loss)), and a "
          + "constant prediction is off by \(Float(width * width)) at most (the scale's width, squared)"
      ]
    }
    return []
  }

  /// Returns the predictions of the first of some histories, as many as a tenth of a second allows.
  private static func quickly(
    _ model: any Recommender, _ sample: [HeldOutHistory], _ compute: Compute
  ) -> [Float] {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(100)
    var predictions: [Float] = []
    for held in sample {
      guard clock.now < end else { break }
      predictions += model.predictions(for: [held], compute: compute) ?? []
    }
    return predictions
  }
}
