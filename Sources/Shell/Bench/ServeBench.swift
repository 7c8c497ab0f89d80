import Debut

/// Measures how fast a trained model answers for someone it has not seen.
struct ServeBench {
  let model: TrainedModel
  let data: LoadedData
  var stopwatch = Stopwatch()

  /// Ratings that the fresh user brings.
  private static let ratings = 19

  /// - Throws: `EngineError.severalFolds`.
  func rows() throws -> [BenchRow] {
    let history = freshUser()
    guard let target = history.first else { return [] }
    let predict = try stopwatch.measure {
      _ = try model.answer(history: history, for: "bench").predict(itemID: target.itemID)
    }
    let extend = try stopwatch.measure {
      let view = try model.answer(history: [], for: "bench")
      for rating in history { view.rate(rating) }
    }
    let view = try model.answer(history: history, for: "bench")
    let rank = stopwatch.measure { _ = view.top(10) }
    let cold = try stopwatch.measure {
      _ = try model.answer(history: history, for: "bench").top(10)
    }
    return [
      BenchRow("predict fresh", predict),
      BenchRow("extend", extend.divided(by: Double(history.count))),
      BenchRow("rank \(model.name)", rank), BenchRow("rank fresh \(model.name)", cold),
    ]
  }

  /// The first ratings of the first user who has enough of them, or the longest history there is.
  private func freshUser() -> [RatedItem] {
    let histories = data.dataset.histories
    let user =
      histories.indices.first { histories[$0].count >= Self.ratings }
      ?? histories.indices.max { histories[$0].count < histories[$1].count }
    guard let user else { return [] }
    return histories[user].prefix(Self.ratings).map {
      RatedItem(itemID: data.dataset.catalogue[$0.item].id, stars: $0.rating)
    }
  }
}

extension Stopwatch.Times {
  /// The times of one of `count` like pieces.
  func divided(by count: Double) -> Stopwatch.Times {
    Stopwatch.Times(median: median / count, minimum: minimum / count)
  }

  private init(median: Double, minimum: Double) {
    self.median = median
    self.minimum = minimum
  }
}
