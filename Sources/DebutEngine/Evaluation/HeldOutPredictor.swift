import Debut

/// Predicts the held-out targets of an evaluation with one trained model.
struct HeldOutPredictor {
  let model: TrainedModel
  private let dataset: Dataset
  private let split: Split
  /// The model's index of each rated item of the data set; -1 if the model was not trained on it.
  private let toModel: [Int32]
  private let isIdentity: Bool
  /// Lines for people.
  private(set) var notes: [String] = []

  /// Matches the model's items and folds with those of the data.
  ///
  /// - Throws: `EngineError.otherItems`; `.otherFolds` if the model was trained on several folds that
  ///   are not those of the split.
  init(_ model: TrainedModel, dataset: Dataset, split: Split) throws {
    try model.checkItems(of: dataset)
    self.model = model
    self.dataset = dataset
    self.split = split
    let toModel = (0..<dataset.catalogue.ratedCount).map { item in
      Int32(model.index(ofItemID: dataset.catalogue[item].id) ?? -1)
    }
    self.toModel = toModel
    isIdentity = toModel.indices.allSatisfy { toModel[$0] == Int32($0) }
    if model.scale != dataset.scale, model.descriptor.learning == .ratings {
      notes.append(
        "\(model.name): trained on stars from \(model.scale), asked about stars from "
          + "\(dataset.scale)")
    }
    guard model.folds.count == 1 || Self.covers(split, model) else {
      throw EngineError.otherFolds(
        model: model.name, folds: model.folds.compactMap(\.fold), asked: split.description)
    }
  }

  /// Returns true if the model was trained on every fold that the split holds out.
  private static func covers(_ split: Split, _ model: TrainedModel) -> Bool {
    let heldOut = Set(split.heldOutFolds)
    return !heldOut.isEmpty && heldOut.isSubset(of: model.folds.compactMap(\.fold))
  }

  /// Returns the model that was not trained on this fold, if there are several.
  func trained(for fold: Int?) -> TrainedFold {
    model.folds.first { $0.fold == fold } ?? model.folds[0]
  }

  /// Refuses to evaluate a model by ratings that it was trained on.
  ///
  /// - Throws: `EngineError.overlap`, `.interrupted`.
  func checkLeakage(_ folds: [HeldOutFold], shouldStop: () -> Bool) throws {
    var users: Set<Vocabulary.Key> = []
    var ratings = 0
    for fold in folds {
      let check = LeakageCheck(
        trained(for: fold.fold), toModel: toModel, split: split,
        repeats: dataset.feedback.keepsRepeats)
      for (user, seen) in try check.overlaps(fold.histories, shouldStop: shouldStop) {
        users.insert(user)
        ratings += seen
      }
    }
    guard users.isEmpty else {
      throw EngineError.overlap(
        model: model.name, users: users.count, ratings: ratings,
        trainedOn: "\(model.datasetName) (\(model.split))", asked: "\(dataset.name) (\(split))")
    }
  }

  /// Returns the predictions of all targets of a fold, in their order.
  ///
  /// - Throws: `EngineError.interrupted`.
  func predictions(
    for fold: HeldOutFold, compute: Compute, shouldStop: () -> Bool
  ) throws -> FoldPredictions {
    let clock = ContinuousClock()
    let start = clock.now
    let trained = trained(for: fold.fold)
    let histories = try translated(fold, trained, shouldStop: shouldStop)
    guard
      var values = trained.model.predictions(
        for: histories, compute: compute, shouldStop: shouldStop)
    else { throw EngineError.interrupted }
    var unknownItems = 0
    var unanswered = 0
    var fallbacks = [Bool](repeating: false, count: values.count)
    var next = 0
    for held in histories {
      for position in held.firstTarget..<held.history.count {
        if values[next].isNaN {
          let isKnown = held.history[position].item >= 0
          unknownItems += isKnown ? 0 : 1
          unanswered += isKnown ? 1 : 0
          values[next] = trained.meanRating
          fallbacks[next] = true
        }
        values[next] = dataset.scale.clip(values[next])
        next += 1
      }
    }
    return FoldPredictions(
      values: values, unknownItems: unknownItems, unanswered: unanswered,
      fallbacks: fallbacks, faults: trained.log.faults,
      seconds: trained.seconds + (clock.now - start) / .seconds(1))
  }
}

extension HeldOutPredictor {
  /// Returns the histories of a fold in the model's own item indices.
  ///
  /// - Throws: `EngineError.interrupted`.
  func translated(_ fold: HeldOutFold, _ trained: TrainedFold, shouldStop: () -> Bool) throws
    -> [HeldOutHistory]
  {
    var histories: [HeldOutHistory] = []
    histories.reserveCapacity(fold.histories.count)
    for (place, held) in fold.histories.enumerated() {
      if place % 1_000 == 0, shouldStop() { throw EngineError.interrupted }
      histories.append(translated(held, trained))
    }
    return histories
  }

  /// Returns the history in the model's own item indices. Ratings of items that the model was not
  /// trained on are left out of its input, and are -1 among the targets.
  private func translated(_ held: HeldOutHistory, _ trained: TrainedFold) -> HeldOutHistory {
    var held = isIdentity ? held : renumbered(held)
    held.trainedUser = trained.trainedUser(
      held.userID, beginning: held.history[0..<held.firstTarget])
    return held
  }

  private func renumbered(_ held: HeldOutHistory) -> HeldOutHistory {
    let history = held.history.map {
      Interaction(item: Int(toModel[$0.item]), rating: $0.rating, timestamp: $0.timestamp)
    }
    let known = history[..<held.firstTarget].filter { $0.item >= 0 }
    return HeldOutHistory(
      userID: held.userID, history: History(known + history[held.firstTarget...]),
      firstTarget: known.count, isAfterTraining: held.isAfterTraining)
  }
}
