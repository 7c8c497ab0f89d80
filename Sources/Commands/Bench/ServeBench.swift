import DebutEngine

/// Measures how fast a trained model answers for a fresh user.
struct ServeBench {
  /// The work that is measured.
  enum Measurement: CaseIterable {
    /// From the ratings to one prediction.
    case predict
    /// One rating more, without replay if the model can do so.
    case extend
    /// From the ratings to the best ten of all items.
    case rank
    /// The best ten of all items for a user whose ratings were read before.
    case rankKnown
  }

  /// The work by which Debut is compared with other engines. One epoch of training is enough, as the
  /// weights' values do not change the work.
  static let standard: [(request: ModelRecipe, measurements: [Measurement])] = [
    (ModelRecipe(model: "mlinknet", epochs: 1), [.predict, .rank]),
    (
      ModelRecipe(
        model: "gru-sequence",
        settings: [
          Setting(name: "factors", value: "100"), Setting(name: "hidden", value: "100"),
        ], epochs: 1), [.extend, .rank]
    ),
  ]

  /// Ratings that the fresh user brings.
  private static let ratings = 19

  let model: TrainedModel
  let dataset: Dataset

  /// Measures each kind of work; no rows without ratings.
  ///
  /// - Throws: `EngineError.severalFolds`.
  func rows(_ measurements: [Measurement] = Measurement.allCases) throws -> [BenchRow] {
    let history = freshUser()
    guard !history.isEmpty else { return [] }
    return try measurements.map { measurement in
      var row = BenchRow(name(measurement), try times(measurement, history))
      row.showsPercentile = true
      return row
    }
  }

  private func name(_ measurement: Measurement) -> String {
    switch measurement {
    case .predict: "predict fresh"
    case .extend: "extend"
    case .rank: "rank \(model.name)"
    case .rankKnown: "rank known \(model.name)"
    }
  }

  private func times(_ measurement: Measurement, _ history: [RatedItem]) throws -> Stopwatch.Times {
    let stopwatch = Stopwatch.single
    switch measurement {
    case .predict:
      return try stopwatch.measure {
        let view = try model.answer(history: history)
        _ = view.predict(itemID: history[0].itemID)
      }
    case .extend:
      // A state that only grew would outgrow real histories: it is made anew now and then.
      var view = try model.answer(history: [])
      var times: [Double] = []
      let clock = ContinuousClock()
      for sample in 0..<stopwatch.samples {
        if sample % Self.ratings == 0 { view = try model.answer(history: []) }
        let start = clock.now
        view.rate(history[sample % history.count])
        times.append((clock.now - start) / .milliseconds(1))
      }
      return Stopwatch.Times(times)
    case .rank:
      return try stopwatch.measure {
        _ = try model.answer(history: history).top(10)
      }
    case .rankKnown:
      let view = try model.answer(history: history)
      return stopwatch.measure { _ = view.top(10) }
    }
  }

  /// Returns the first ratings of the first user with enough of them, or else the longest history.
  private func freshUser() -> [RatedItem] {
    let histories = dataset.histories
    let user =
      histories.indices.first { histories[$0].count >= Self.ratings }
      ?? histories.indices.max { histories[$0].count < histories[$1].count }
    guard let user else { return [] }
    return histories[user].prefix(Self.ratings).map {
      RatedItem(itemID: dataset.catalogue[$0.item].id, stars: $0.rating)
    }
  }
}
