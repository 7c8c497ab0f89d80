import DebutEngine

/// Measures how fast a trained model answers for a fresh user.
struct ServeBench {
  /// The work that is measured.
  enum Question: CaseIterable {
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
  static let standard: [(request: ModelRecipe, questions: [Question])] = [
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

  /// Measures the answers to each question; no rows without ratings.
  ///
  /// - Throws: `EngineError.severalFolds`.
  func rows(_ questions: [Question] = Question.allCases) throws -> [BenchRow] {
    let history = freshUser()
    guard !history.isEmpty else { return [] }
    return try questions.map { question in
      var row = BenchRow(name(question), try times(question, history))
      row.showsPercentile = true
      return row
    }
  }

  private func name(_ question: Question) -> String {
    switch question {
    case .predict: "predict fresh"
    case .extend: "extend"
    case .rank: "rank \(model.name)"
    case .rankKnown: "rank known \(model.name)"
    }
  }

  private func times(_ question: Question, _ history: [RatedItem]) throws -> Stopwatch.Times {
    let stopwatch = Stopwatch.single
    switch question {
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
