import DebutEngine

extension TrainedModel {
  /// Returns a sentence on ratings that mean something else to the model than in the data; nil if the scales
  /// are equal.
  func scaleNote(_ data: Dataset) -> String? {
    guard predictsStars, scale != data.scale else { return nil }
    return
      "\(name) was trained on stars from \(scale), \(data.name) has stars from \(data.scale): the same "
      + "number may mean something else"
  }
}

extension TrainedModel {
  /// The column of predictions: "stars", or "score" if they have no unit.
  var scoreKey: String { predictsStars ? "stars" : "score" }

  /// "rating", or "event" of a model that learns from such.
  var rowName: String { predictsStars ? "rating" : "event" }

  /// Returns a prediction as a value of the column `scoreKey`.
  ///
  /// - Parameter best: the largest score of the list, to which the number of decimals is fitted; nil: the score.
  func value(_ score: Float, beside best: Float? = nil) -> Value {
    predictsStars
      ? .stars(score)
      // By way of its digits, so that programs read 0.1 and not 0.10000000149011612.
      : .number(Double("\(score)") ?? Double(score), decimals: Self.decimals(of: best ?? score))
  }

  /// Returns the decimals that show four digits of a number: scores of some models are far below 1.
  private static func decimals(of score: Float) -> Int {
    guard score.isFinite, score != 0 else { return 4 }
    var (size, decimals) = (abs(score), 3)
    while size < 1, decimals < 10 { (size, decimals) = (size * 10, decimals + 1) }
    while size >= 10, decimals > 1 { (size, decimals) = (size / 10, decimals - 1) }
    return decimals
  }

  /// Returns a prediction in words: "4.10 stars", "score 0.0312".
  func text(_ score: Float) -> String {
    predictsStars
      ? "\(NumberText.fixed(Double(score), decimals: 2)) stars"
      : "score \(NumberText.fixed(Double(score), decimals: Self.decimals(of: score)))"
  }
}

extension TrainedModel {
  /// The epochs: "10 epochs", "5 of 10 epochs" if it stopped before the planned number; nil without
  /// epochs.
  var epochText: String? {
    if let planned = remainingPlannedEpochs {
      return "\(epochCount) of \(NumberText.counted(planned, "epoch"))"
    }
    return epochCount > 0 ? NumberText.counted(epochCount, "epoch") : nil
  }

  /// The faults that were found after training, with their folds if there are several.
  var faults: [String] {
    folds.flatMap { fold in
      fold.log.faults.map { fault in
        fold.fold.map { folds.count > 1 ? "fold \($0): \(fault)" : fault } ?? fault
      }
    }
  }

  /// The mean over folds of the loss of the last whole epoch; nil for models without epochs.
  var lastLoss: Double? {
    let losses = folds.compactMap { $0.log.epochs.last?.loss }
    return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
  }
}
