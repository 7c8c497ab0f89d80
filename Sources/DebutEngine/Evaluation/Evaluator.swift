import Debut

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
    notes += orderNotes(dataset)
    var answers: [ModelPredictions] = []
    for model in models {
      let asker = try HeldOutPredictor(model, dataset: dataset, split: split)
      try asker.guardHonesty(sheets)
      let parts = try sheets.map {
        try asker.answers(to: $0, compute: compute, shouldStop: shouldStop)
      }
      answers.append(
        ModelPredictions(model: model.name, runs: [.init(seed: model.seed, parts)]))
      notes += asker.notes + FoldPredictions.notes(parts, of: model.name)
    }
    return Evaluation(
      protocolName: method == .split ? split.word : "sampler", split: split, scale: dataset.scale,
      sheets: sheets, catalogue: dataset.catalogue, answers: answers, notes: notes)
  }

  /// Says by which order histories are read, where it is not that of time.
  static func orderNotes(_ dataset: Dataset) -> [String] {
    dataset.hasTimestamps
      ? []
      : ["\(dataset.name) has no times: what was rated before is by the order of the file"]
  }
}
