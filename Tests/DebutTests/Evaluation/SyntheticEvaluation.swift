import DebutEngine

@testable import struct Debut.HeldOutHistory
@testable import struct DebutEngine.Evaluation
@testable import struct DebutEngine.FoldPredictions
@testable import struct DebutEngine.HeldOutFold
@testable import struct DebutEngine.ModelPredictions

extension Evaluation {
  /// One target written out: the user, the rating, and the prediction of each model.
  struct Entry {
    let user: Vocabulary.Key
    let rating: Float
    let stars: [Float]
  }

  /// An evaluation of predictions written out, fold by fold; the entries of a user are neighbours.
  ///
  /// - Parameter models: names, each with the columns of its seeds among the entries' stars.
  static func synthetic(
    _ folds: [[Entry]], models: KeyValuePairs<String, [Int]>,
    scale: RatingScale = RatingScale(1, 5),
    metrics: [any Metric] = Evaluation.standardMetrics
  ) -> Evaluation {
    let heldOut = folds.enumerated().map { fold, entries in
      HeldOutFold(fold: fold, histories: histories(entries))
    }
    let predictions = models.map { name, columns in
      ModelPredictions(
        model: name,
        runs: columns.enumerated().map { seed, column in
          .init(
            seed: UInt64(seed),
            values: folds.flatMap { $0.map { scale.clip($0.stars[column]) } }, fallbacks: [],
            seconds: [])
        })
    }
    return Evaluation(
      protocolName: "fresh-users", split: .freshUsers(folds: Array(folds.indices)), scale: scale,
      folds: heldOut, catalogue: Catalogue(rated: [Item(id: 7)]), models: predictions,
      metrics: metrics,
      notes: []
    ) {}
  }

  private static func histories(_ entries: [Entry]) -> [HeldOutHistory] {
    var held: [(user: Vocabulary.Key, ratings: [Interaction])] = []
    for entry in entries {
      if held.last?.user != entry.user { held.append((entry.user, [])) }
      held[held.count - 1].ratings.append(Interaction(item: 0, rating: entry.rating))
    }
    return held.map {
      HeldOutHistory(userID: $0.user, history: History($0.ratings), firstTarget: 0)
    }
  }
}

extension SeededGenerator {
  /// A number of mean 0 and variance 1, almost normal: twelve uniform ones.
  mutating func nearlyNormal() -> Float {
    (0..<12).reduce(-6) { sum, _ in sum + uniform() }
  }
}
