import Debut

/// The held-out part of one division of the data: the same targets for every model. Items are indices
/// of the data set that is evaluated on.
struct HeldOutFold: Sendable {
  /// The fold that is held out; nil for splits without folds.
  let fold: Int?
  /// The histories whose last ratings are targets.
  let histories: [HeldOutHistory]
  /// Returns the outcome of a target: by default its rating.
  var outcome: @Sendable (Interaction) -> Outcome = { .rating($0.rating) }

  /// The number of targets in all histories.
  var targetCount: Int { histories.reduce(0) { $0 + $1.targetCount } }

  /// Appends the targets by the ids of the data, history by history.
  func appendTargets(to targets: inout [Target], catalogue: Catalogue) {
    targets.reserveCapacity(targets.count + targetCount)
    for held in histories {
      for position in held.firstTarget..<held.history.count {
        let rating = held.history[position]
        targets.append(
          Target(
            userID: held.userID, itemID: catalogue[rating.item].id, timestamp: rating.timestamp,
            position: position, outcome: outcome(rating)))
      }
    }
  }
}

extension HeldOutFold {
  /// Returns the fold with random orders of the ratings that a user gave in one second; as it is without
  /// times.
  ///
  /// Targets stay targets: an order is drawn of those before the first target and of those from it on. Every
  /// history has random numbers of its own, by its place in the fold.
  func reorderingTies(seed: UInt64) -> HeldOutFold {
    var generator = SeededGenerator(seed: seed &+ UInt64(fold ?? 0) &* 0x9E37_79B9_7F4A_7C15)
    let reordered = histories.map { held in
      var drawing = generator.split()
      return HeldOutHistory(
        userID: held.userID, history: Self.reorderingTies(held, using: &drawing),
        firstTarget: held.firstTarget, isAfterTraining: held.isAfterTraining)
    }
    return HeldOutFold(fold: fold, histories: reordered, outcome: outcome)
  }

  private static func reorderingTies(
    _ held: HeldOutHistory, using generator: inout SeededGenerator
  ) -> History {
    let history = held.history
    guard history.timestamps.count == history.count else { return history }
    var ratings = Array(history)
    for part in [0..<held.firstTarget, held.firstTarget..<ratings.count] {
      var start = part.lowerBound
      while start < part.upperBound {
        let time = ratings[start].timestamp
        let end =
          ratings[start..<part.upperBound].firstIndex { $0.timestamp != time } ?? part.upperBound
        if end - start > 1 { ratings[start..<end].shuffle(using: &generator) }
        start = end
      }
    }
    return History(ratings)
  }

  /// Returns the folds of a split, with every held-out rating as a target.
  ///
  /// - Parameters:
  ///   - split: the split.
  ///   - dataset: the data that it divides.
  ///   - shouldStop: called before each fold; true ends the work.
  /// - Throws: `EngineError.nothingHeldOut`; `.notEvaluable` if nothing is held out; `.badSetting` for
  ///   folds and fractions that are out of range; `.interrupted`.
  static func folds(
    of split: Split, of dataset: Dataset, shouldStop: () -> Bool = { false }
  ) throws -> [HeldOutFold] {
    let folds = try partitions(of: split, of: dataset, shouldStop: shouldStop).map { partition in
      guard !shouldStop() else { throw EngineError.interrupted }
      let held = partition.heldOut
      return HeldOutFold(
        fold: partition.fold,
        histories: held.indices.map {
          HeldOutHistory(
            userID: held.users[$0], history: held[$0], firstTarget: partition.firstTargets[$0],
            isAfterTraining: split.isByTime)
        })
    }
    try check(folds, of: split, of: dataset)
    return folds
  }

  /// Returns the partitions of a split that holds something out.
  ///
  /// - Throws: as `folds(of:of:)`.
  static func partitions(
    of split: Split, of dataset: Dataset, shouldStop: () -> Bool = { false }
  ) throws -> [Partition] {
    guard split != .none else {
      throw EngineError.nothingHeldOut(split: split.description)
    }
    return try split.partitions(
      of: dataset,
      checking: { guard !shouldStop() else { throw EngineError.interrupted } })
  }

  /// Checks that there is a target.
  ///
  /// - Throws: `EngineError.notEvaluable`.
  static func check(_ folds: [HeldOutFold], of split: Split, of dataset: Dataset) throws {
    guard folds.contains(where: { $0.targetCount > 0 }) else {
      throw EngineError.notEvaluable(
        reason: "nothing is held out: no rating of \(dataset.name) falls under the split \(split) "
          + "and has what the protocol asks for")
    }
  }

  /// Returns a note on the order of histories, if it is not that of time.
  static func orderNotes(_ dataset: Dataset) -> [String] {
    dataset.hasTimestamps
      ? []
      : ["\(dataset.name) has no times: what was rated before is by the order of the file"]
  }
}

/// The predictions of one model for one fold.
struct FoldPredictions: Hashable, Sendable {
  /// One for each target of the fold, in the kind of its outcome: stars, clipped to the scale, or ranks.
  let values: [Float]
  /// Targets of items that the model was not trained on: its training mean is used; among ranks they are misses.
  let unknownItems: Int
  /// Targets with a known item for which the model returned NaN: its training mean is used; among ranks they
  /// are misses.
  let unanswered: Int
  /// For each target true if the training mean is used, which never stands in for a rank.
  let fallbacks: [Bool]
  /// Faults of the trained model, as its log has them.
  let faults: [String]
  /// Seconds of training and predicting.
  let seconds: Double
  /// Figures of the lists that targets were looked up in; nil of predictions in stars.
  var lists: ListFigures?

  /// Returns notes on the targets of all folds that a model could not predict, and on faults of the
  /// trained models.
  ///
  /// - Parameter ranks: true if predictions are ranks.
  static func notes(_ folds: [FoldPredictions], of model: String, ranks: Bool = false) -> [String] {
    let all = folds.reduce(0) { $0 + $1.values.count }
    func note(_ count: Int, _ what: String) -> [String] {
      count == 0
        ? []
        : ranks
          ? ["\(model): \(count) of \(all) targets are \(what): they count as misses"]
          : ["\(model): \(count) of \(all) ratings are \(what): its training mean stands in"]
    }
    let faulty = folds.filter { !$0.faults.isEmpty }
    let others =
      faulty.count > 1 ? " (and \(faulty.count - 1) of its other trainings likewise)" : ""
    let faults = (faulty.first?.faults ?? []).map { "\(model): \($0)\(others)" }
    return faults + note(folds.reduce(0) { $0 + $1.unknownItems }, "of items it does not know")
      + note(
        folds.reduce(0) { $0 + $1.unanswered },
        ranks ? "ones it has no score for" : "ones it could not predict")
  }
}
