import Debut

/// The ways of evaluating.
///
/// - Stability: stable; cases may be added.
public enum EvaluationProtocol: Hashable, Sendable {
  /// The split's own: every held-out rating is predicted from those of the user before it.
  case split
  /// A sampler draws examples from the held-out users' histories, `draws` times, and the last rating of
  /// each is predicted from the others.
  ///
  /// The sampler is the one that the first of the models was trained with, if it gives one target after
  /// a sequence; otherwise it is `random-20`.
  case sampler(draws: Int, seed: UInt64)
  /// The held-out items are ranked among all, each after what its user had before it. The figures are those of
  /// the protocol, whatever metrics are asked for.
  case nextItem(NextItemProtocol)
}

/// The evaluation of trained models by ratings that they have not seen.
///
/// - Stability: stable.
public enum Evaluator {
  /// Predicts the same held-out ratings with every model, and computes the metrics.
  ///
  /// Each user is predicted by the model of the fold that holds the user out. Users are distributed over
  /// the workers and errors are added in a fixed order: the figures are the same at any number of
  /// threads. If a model cannot predict a target, its training mean is used, and a note counts it.
  ///
  /// - Parameters:
  ///   - registry: has the sampler of `EvaluationProtocol.sampler`.
  ///   - metrics: the figures of the table; models are ranked by the first.
  ///   - tieOrder: the seed of a random order of held-out ratings that a user gave in one second; nil: the
  ///     order of the data. Ratings before the first target and targets stay apart.
  ///   - shouldStop: called between groups of users, on the calling thread.
  /// - Throws: `EngineError.notEvaluable` if the split holds nothing out, or a model knows none of the
  ///   items or not the folds, or has no stars to predict; `.overlap` if a model was trained on targets; `.badSetting` for the
  ///   draws; `.unknownSampler`; `.interrupted`.
  public static func evaluate(
    _ models: [TrainedModel], on dataset: Dataset, split: Split,
    protocol method: EvaluationProtocol = .split, registry: Registry, compute: Compute,
    metrics: [any Metric] = Evaluation.standardMetrics, tieOrder: UInt64? = nil,
    shouldStop: () -> Bool = { false }
  ) throws -> Evaluation {
    guard !models.isEmpty else {
      throw EngineError.notEvaluable(reason: "there is no model to evaluate: train one first")
    }
    var notes: [String] = []
    var targetNotes: [String] = []
    var folds =
      switch method {
      case .split: try HeldOutFold.folds(of: split, of: dataset, shouldStop: shouldStop)
      case .sampler(let draws, let seed):
        try SampledTargets(models: models, draws: draws, seed: seed, registry: registry)
          .folds(of: split, of: dataset, notes: &notes, shouldStop: shouldStop)
      case .nextItem(let method):
        try method.folds(of: split, of: dataset, notes: &targetNotes, shouldStop: shouldStop)
      }
    if shouldStop() { throw EngineError.interrupted }
    if let order = tieOrder ?? method.nextItem?.tieOrder(of: dataset, under: split) {
      folds = folds.map { $0.reorderingTies(seed: order) }
    }
    notes += HeldOutFold.orderNotes(dataset)
    notes += targetNotes
    var predictions: [ModelPredictions] = []
    for model in models {
      let predictor = try HeldOutPredictor(model, dataset: dataset, split: split)
      try predictor.checkLeakage(folds, shouldStop: shouldStop)
      let parts = try folds.map {
        try predictor.answers(to: $0, by: method, compute: compute, shouldStop: shouldStop)
      }
      predictions.append(
        ModelPredictions(model: model.name, runs: [.init(seed: model.seed, parts)]))
      notes +=
        predictor.notes
        + FoldPredictions.notes(parts, of: model.name, ranks: method.nextItem != nil)
    }
    return try Evaluation(
      protocolName: method.name(under: split), split: split, scale: dataset.scale,
      folds: folds, catalogue: dataset.catalogue, models: predictions,
      metrics: method.nextItem?.metrics ?? metrics, notes: notes,
      checking: { if shouldStop() { throw EngineError.interrupted } })
  }
}

extension EvaluationProtocol {
  /// The protocol of next items, if it is that.
  public var nextItem: NextItemProtocol? {
    if case .nextItem(let method) = self { method } else { nil }
  }

  /// Returns the name in tables: that of the split if the protocol is its own.
  func name(under split: Split) -> String {
    switch self {
    case .split: split.word
    case .sampler: "sampler"
    case .nextItem(let method): "\(split.word), \(method.name)"
    }
  }
}

/// The targets that a sampler draws from held-out histories.
private struct SampledTargets {
  /// The sampler that is used if no model was trained with one that fits.
  private static let fallback = "random-20"

  let models: [TrainedModel]
  let draws: Int
  let seed: UInt64
  let registry: Registry

  /// Draws the targets of every fold.
  ///
  /// - Throws: as `HeldOutFold.folds`; `EngineError.badSetting` for the draws; `.unknownSampler`;
  ///   `.interrupted`.
  func folds(
    of split: Split, of dataset: Dataset, notes: inout [String], shouldStop: () -> Bool
  ) throws -> [HeldOutFold] {
    let partitions = try HeldOutFold.partitions(of: split, of: dataset, shouldStop: shouldStop)
    guard (1...10_000).contains(draws) else {
      throw EngineError.badSetting(
        name: "draws", value: draws, expected: "a whole number from 1 to 10000")
    }
    let chosen = try choose()
    let folds = try partitions.map {
      try draw(from: $0, of: dataset, by: chosen, &notes, shouldStop: shouldStop)
    }
    notes.insert("\(chosen.name), \(Counted.text(draws, "draw")) a user", at: 0)
    try HeldOutFold.check(folds, of: split, of: dataset)
    return folds
  }

  /// Chooses the sampler that the first of the models was trained with, of those with one target after
  /// a sequence: all models have the same targets.
  private func choose() throws -> (name: String, sampler: any Sampler) {
    for plan in models.compactMap(\.plan)
    where type(of: plan.sampler).descriptor.shape == .lastPosition {
      return (try plan.samplerText(registry), plan.sampler)
    }
    return (Self.fallback, try registry.sampler(Self.fallback).make([]))
  }

  private func draw(
    from partition: Partition, of dataset: Dataset, by chosen: (name: String, sampler: any Sampler),
    _ notes: inout [String], shouldStop: () -> Bool
  ) throws -> HeldOutFold {
    // Each fold has random numbers of its own, so that its targets do not depend on the other folds.
    var generator = SeededGenerator(seed: seed &+ UInt64(partition.fold ?? 0) &* 0x9E37_79B9)
    let held = partition.heldOut
    let data = TrainingSet(
      histories: held, itemCount: dataset.catalogue.ratedCount, feedback: dataset.feedback,
      catalogue: dataset.catalogue)
    var histories: [HeldOutHistory] = []
    var leftOut = 0
    for _ in 0..<draws {
      if shouldStop() { throw EngineError.interrupted }
      var drawing = generator.split()
      let examples = chosen.sampler.examples(from: data, using: &drawing)
      if let reason = examples.fault(in: held, shape: type(of: chosen.sampler).descriptor.shape) {
        throw EngineError.badExamples(sampler: chosen.name, reason: reason)
      }
      leftOut = examples.usersLeftOut
      for e in 0..<examples.count {
        let user = Int(examples.users[e])
        let history = held[user]
        let positions = examples.positions[examples.starts[e]..<examples.starts[e + 1]]
        histories.append(
          HeldOutHistory(
            userID: held.users[user], history: History(positions.map { history[Int($0)] }),
            firstTarget: Int(examples.firstTargets[e])))
      }
    }
    if leftOut > 0 {
      let place = partition.fold.map { "fold \($0): " } ?? ""
      notes.append(
        "\(place)\(chosen.name) leaves out \(leftOut) of \(Counted.text(held.count, "held-out user"))"
      )
    }
    return HeldOutFold(fold: partition.fold, histories: histories)
  }
}
