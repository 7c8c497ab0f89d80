/// Judges models by ratings that they have not seen.
public enum Evaluator {
  /// Asks every model for the same held-out ratings, and adds up how far off they are.
  ///
  /// A model is asked by the fold that has not seen the user. Users are shared out over the workers
  /// and errors are added in a fixed order: the same figures at any number of threads. What a model
  /// cannot say is answered by its training mean, and a note counts it.
  ///
  /// - Parameters:
  ///   - registry: where the sampler of `EvaluationProtocol.sampler` is looked up.
  ///   - shouldStop: asked between groups of users, on the calling thread.
  /// - Throws: `EngineError.notEvaluable` where the split holds nothing out or a model knows none of
  ///   the items or not the folds; `.overlap` from the honesty guard; `.badSetting` for the draws;
  ///   `.unknownSampler`; `.interrupted`.
  public static func evaluate(
    _ models: [TrainedModel], on dataset: Dataset, split: Split,
    protocol method: EvaluationProtocol = .split, registry: Registry, compute: Compute,
    shouldStop: () -> Bool = { false }
  ) throws -> Evaluation {
    guard !models.isEmpty else {
      throw EngineError.notEvaluable(reason: "there is no model to evaluate: train one first")
    }
    var notes: [String] = []
    let sheets = try questions(
      models, dataset, split, method, registry: registry, notes: &notes, shouldStop: shouldStop)
    var rows: [EvaluationRow] = []
    var predictions: [(model: String, predictions: [Prediction])] = []
    for model in models {
      var asker = try Interview(model, dataset: dataset, split: split)
      try asker.guardHonesty(sheets)
      let answers = try asker.answers(to: sheets, compute: compute, shouldStop: shouldStop)
      rows += Self.rows(model.name, answers)
      predictions.append((model.name, answers))
      notes += asker.notes
    }
    return Evaluation(
      protocolName: method == .split ? split.word : "sampler", fold: split.foldText ?? "",
      fraction: split.fraction, rows: rows, predictions: predictions, notes: notes)
  }

  /// The line of all predictions, and one for each bucket.
  static func rows(_ model: String, _ predictions: [Prediction]) -> [EvaluationRow] {
    var sums: [HistoryBucket: ErrorSum] = [:]
    var userSums: [Int64: ErrorSum] = [:]
    for p in predictions {
      sums[.all, default: ErrorSum()].add(prediction: p.prediction, rating: p.rating)
      sums[.of(p.position), default: ErrorSum()].add(prediction: p.prediction, rating: p.rating)
      userSums[p.userID, default: ErrorSum()].add(prediction: p.prediction, rating: p.rating)
    }
    // Sorted, as a sum depends on its order and that of a dictionary changes from run to run.
    let errors = userSums.sorted { $0.key < $1.key }.compactMap { $0.value.rmse }
    let perUser = errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
    return HistoryBucket.allCases.map { bucket in
      let sum = sums[bucket] ?? ErrorSum()
      return EvaluationRow(
        model: model, history: bucket.rawValue, ratings: sum.count, rmse: sum.rmse, mae: sum.mae,
        rmsePerUser: bucket == .all ? perUser : nil)
    }
  }
}
