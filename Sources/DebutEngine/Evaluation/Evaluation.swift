import Debut

/// The outcome of an evaluation: the targets, the predictions of each model, and its figures.
///
/// - Stability: stable; properties may be added.
public struct Evaluation: Sendable {
  /// The targets of one division of the data, contiguous among all.
  ///
  /// - Stability: stable.
  public struct Part: Hashable, Sendable {
    /// The fold that is held out; nil for splits without folds.
    public let fold: Int?
    /// The indices of its targets.
    public let range: Range<Int>
  }

  /// The figures of an evaluation unless others are given: RMSE, MAE and the mean over users of RMSE.
  public static let standardMetrics: [any Metric] = [
    RootMeanSquaredError(), MeanAbsoluteError(), RootMeanSquaredError(pooling: .users),
  ]

  /// `fresh-users`, `leave-last-out`, `by-time` or `sampler`; of next items the split and the protocol.
  public let protocolName: String
  /// The folds held out, such as "0,1", or "all" ten; empty for splits without folds.
  public let fold: String
  /// The cut of a split by time, as a fraction of all ratings; nil for the others.
  public let fraction: Double?
  /// The scale that predictions are clipped to.
  public let scale: RatingScale
  /// The targets of every model, fold by fold, users one after the other.
  public let targets: [Target]
  /// The folds, in the order of their targets.
  public let parts: [Part]
  /// The figures. Models are ranked by the first, which is computed for every range of history lengths;
  /// the others are computed over all targets, and over ranges if targets count alike in them.
  public let metrics: [any Metric]
  /// The predictions of each model, in the order in which the models were named.
  public internal(set) var models: [ModelPredictions]
  /// For each model `all` and the ranges of history lengths in their order.
  public internal(set) var rows: [EvaluationRow]
  /// Lines for people: what could not be predicted, who was left out.
  public internal(set) var notes: [String]

  /// Computes the figures.
  ///
  /// - Parameter check: called every few hundred thousand predictions; what it throws ends the work.
  init(
    protocolName: String, split: Split, scale: RatingScale, folds: [HeldOutFold],
    catalogue: Catalogue, models: [ModelPredictions],
    metrics: [any Metric] = standardMetrics, notes: [String], checking check: () throws -> Void
  ) rethrows {
    precondition(!metrics.isEmpty, "an evaluation computes something")
    self.protocolName = protocolName
    fold = split.foldText ?? ""
    fraction = split.fraction
    self.scale = scale
    self.metrics = metrics
    var targets: [Target] = []
    var parts: [Part] = []
    for fold in folds {
      try check()
      let start = targets.count
      fold.appendTargets(to: &targets, catalogue: catalogue)
      parts.append(Part(fold: fold.fold, range: start..<targets.count))
    }
    self.targets = targets
    self.parts = parts
    self.models = models
    self.notes = notes
    rows = []
    for model in models {
      rows += try rows(of: model, checking: check)
      self.notes += withholdingNotes(of: model)
    }
  }

  /// Every prediction of every model, for the same targets in the same order. A model that was trained
  /// with several seeds has an entry for each, as "NAME, seed 1".
  public var predictions: [(model: String, predictions: [Prediction])] {
    runs.map { model, values in
      (model, zip(targets, values).map { Prediction(target: $0, value: $1) })
    }
  }

  /// The values of `predictions`, in the order of the targets.
  var runs: [(model: String, values: [Float])] {
    models.flatMap { model in
      model.runs.map { run in
        (model.runs.count == 1 ? model.model : "\(model.model), seed \(run.seed)", run.values)
      }
    }
  }

  /// True if predictions are ranks of next items, not stars.
  public var ranks: Bool { targets.first?.outcome == .nextItem }

  /// The metric that models are ranked by.
  public var primaryMetric: any Metric { metrics[0] }
}

/// A held-out observation that models predict.
///
/// - Stability: stable; properties may be added.
public struct Target: Hashable, Sendable {
  /// The id of the user in the data.
  public let userID: Vocabulary.Key
  /// The id of the item in the data.
  public let itemID: Vocabulary.Key
  /// Seconds since 1970-01-01 UTC; nil if the data has no times.
  public let timestamp: Int64?
  /// The number of the user's ratings that the prediction rests on. In the split's own protocol this is
  /// the rating's position in the history.
  public let position: Int
  /// The observation, such as a rating in stars.
  public let outcome: Outcome
}

/// A target and the prediction of one model.
///
/// - Stability: stable.
public struct Prediction: Hashable, Sendable {
  /// The target.
  public let target: Target
  /// The prediction, in the kind of the target's outcome: stars, clipped to the scale.
  public let value: Float
}

/// The predictions of one model, for each seed that it was trained with.
///
/// - Stability: stable.
public struct ModelPredictions: Hashable, Sendable {
  /// All predictions of a model trained with one seed.
  ///
  /// - Stability: stable.
  public struct Run: Hashable, Sendable {
    /// The seed of the training.
    public let seed: UInt64
    /// One for each target of the evaluation, in the kind of its outcome: stars, clipped to the scale.
    public let values: [Float]
    /// For each target true if the model returned NaN and its training mean was used.
    public let fallbacks: [Bool]
    /// Seconds of training and predicting, for each part of the evaluation; empty if unknown.
    public let seconds: [Double]
    /// Figures of the lists of next items; nil of predictions in stars, or if candidates were drawn.
    public var lists: ListFigures?
  }

  /// The name of the model.
  public let model: String
  /// At least one.
  public let runs: [Run]
}

extension ModelPredictions.Run {
  /// Joins the predictions of all folds.
  init(seed: UInt64, _ folds: [FoldPredictions]) {
    self.init(
      seed: seed, values: folds.flatMap(\.values), fallbacks: folds.flatMap(\.fallbacks),
      seconds: folds.map(\.seconds), lists: ListFigures.mean(folds.map(\.lists)))
  }
}
