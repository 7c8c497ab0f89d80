import DebutEngine

@testable import struct Debut.HeldOutHistory
@testable import struct DebutEngine.Evaluation
@testable import struct DebutEngine.FoldPredictions
@testable import struct DebutEngine.HeldOutFold
@testable import struct DebutEngine.ModelPredictions

extension Evaluation {
  /// One answer written out: who is asked, what they gave, and what each model said.
  struct Entry {
    let user: Int64
    let rating: Float
    let stars: [Float]
  }

  /// An evaluation of answers written out, fold by fold; the entries of a user are neighbours.
  ///
  /// - Parameter models: names, each with the columns of its seeds among the entries' stars.
  static func synthetic(
    _ folds: [[Entry]], models: KeyValuePairs<String, [Int]>, scale: RatingScale = RatingScale(1, 5)
  ) -> Evaluation {
    let sheets = folds.enumerated().map { fold, entries in
      HeldOutFold(fold: fold, walks: walks(entries))
    }
    let answers = models.map { name, columns in
      ModelPredictions(
        model: name,
        runs: columns.enumerated().map { seed, column in
          .init(
            seed: UInt64(seed),
            stars: folds.flatMap { $0.map { scale.clip($0.stars[column]) } }, seconds: [])
        })
    }
    return Evaluation(
      protocolName: "fresh-users", split: .freshUsers(folds: Array(folds.indices)), scale: scale,
      sheets: sheets, catalogue: Catalogue(rated: [Item(id: 7)]), answers: answers, notes: [])
  }

  private static func walks(_ entries: [Entry]) -> [HeldOutHistory] {
    var walks: [(user: Int64, ratings: [Interaction])] = []
    for entry in entries {
      if walks.last?.user != entry.user { walks.append((entry.user, [])) }
      walks[walks.count - 1].ratings.append(Interaction(item: 0, rating: entry.rating))
    }
    return walks.map {
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
