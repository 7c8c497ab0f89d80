import Debut

/// Puts the questions of an evaluation to one trained model.
struct HeldOutPredictor {
  private let model: TrainedModel
  private let dataset: Dataset
  private let split: Split
  /// The model's index of each rated item of the data set; -1 where it does not know it.
  private let toModel: [Int32]
  private let isIdentity: Bool
  /// Lines for people.
  private(set) var notes: [String] = []

  /// - Throws: `EngineError.otherItems`; `.notEvaluable` where the model was trained on several folds
  ///   that are not those of the split.
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
    if model.scale != dataset.scale {
      notes.append(
        "\(model.name): trained on stars from \(model.scale), asked about stars from "
          + "\(dataset.scale)")
    }
    guard model.folds.count == 1 || Self.knows(split, model) else {
      throw EngineError.otherFolds(
        model: model.name, folds: model.folds.compactMap(\.fold), asked: split.description)
    }
  }

  /// Whether the model was trained on every fold that the split holds out.
  private static func knows(_ split: Split, _ model: TrainedModel) -> Bool {
    let asked = Set(split.heldOutFolds)
    return !asked.isEmpty && asked.isSubset(of: model.folds.compactMap(\.fold))
  }

  /// The one that has not seen this fold, where there are several.
  private func trained(for fold: Int?) -> TrainedFold {
    model.folds.first { $0.fold == fold } ?? model.folds[0]
  }

  /// Refuses to judge a model by ratings that it was trained on.
  ///
  /// - Throws: `EngineError.overlap`.
  func guardHonesty(_ sheets: [HeldOutFold]) throws {
    var users: Set<Int64> = []
    var ratings = 0
    for sheet in sheets {
      let guardian = LeakageCheck(trained(for: sheet.fold), toModel: toModel, split: split)
      for (user, seen) in guardian.overlaps(sheet.walks) {
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

  /// The answers to all questions of a sheet, in their order.
  ///
  /// - Throws: `EngineError.interrupted`.
  func answers(
    to sheet: HeldOutFold, compute: Compute, shouldStop: () -> Bool
  ) throws -> FoldPredictions {
    let clock = ContinuousClock()
    let start = clock.now
    let trained = trained(for: sheet.fold)
    let walks = sheet.walks.map { translated($0, trained) }
    guard
      var stars = trained.model.predictions(for: walks, compute: compute, shouldStop: shouldStop)
    else { throw EngineError.interrupted }
    var unknownItems = 0
    var unanswered = 0
    var next = 0
    for walk in walks {
      for position in walk.firstTarget..<walk.history.count {
        if stars[next].isNaN {
          let isKnown = walk.history[position].item >= 0
          unknownItems += isKnown ? 0 : 1
          unanswered += isKnown ? 1 : 0
          stars[next] = trained.meanRating
        }
        stars[next] = dataset.scale.clip(stars[next])
        next += 1
      }
    }
    return FoldPredictions(
      stars: stars, unknownItems: unknownItems, unanswered: unanswered,
      seconds: trained.seconds + (clock.now - start) / .seconds(1))
  }
}

extension HeldOutPredictor {
  /// The walk in the model's own item indices. Ratings of items that it does not know are missing
  /// from what it is told, and are -1 among the targets.
  private func translated(_ walk: HeldOutHistory, _ trained: TrainedFold) -> HeldOutHistory {
    var walk = isIdentity ? walk : renumbered(walk)
    walk.trainedUser = trained.trainedUser(
      walk.userID, beginning: walk.history[0..<walk.firstTarget])
    return walk
  }

  private func renumbered(_ walk: HeldOutHistory) -> HeldOutHistory {
    let history = walk.history.map {
      Interaction(item: Int(toModel[$0.item]), rating: $0.rating, timestamp: $0.timestamp)
    }
    let known = history[..<walk.firstTarget].filter { $0.item >= 0 }
    return HeldOutHistory(
      userID: walk.userID, history: History(known + history[walk.firstTarget...]),
      firstTarget: known.count)
  }
}
