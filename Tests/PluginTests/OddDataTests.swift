import DebutEngine
import DebutTesting
import Testing

/// Data as it comes, through training and evaluation.
@Suite struct OddDataTests {
  /// Trains and evaluates under the folds, and looks at what no data may do to any model.
  ///
  /// - Returns: nil where the model says that it can learn nothing from such data.
  @discardableResult
  private func check(
    _ model: Case, _ data: Dataset, epochs: Int = 2, folds: [Int] = [0, 1]
  ) throws -> Evaluation? {
    var request = model.request()
    let registry = try Registry.builtIns()
    if try registry.model(model.name).descriptor.training != nil {
      request.epochs = epochs
      request.batch = 16
    }
    let evaluation: Evaluation
    do {
      evaluation = try CrossValidation(
        [.init(request)], split: .freshUsers(folds: folds)
      ).run(
        on: data, registry: registry, compute: .testing(),
        monitor: SilentCrossValidationMonitor())
    } catch EngineError.noExamples {
      // Windows of 20 ratings find nothing in short histories, and the model says so.
      #expect(model.name == "mlinknet")
      return nil
    }
    let held = zip(data.histories.users, data.histories).filter {
      folds.contains(Split.fold(of: $0.0))
    }
    let predictions = evaluation.predictions[0].predictions
    #expect(predictions.count == held.reduce(0) { $0 + $1.1.count })
    #expect(predictions.allSatisfy { data.scale.contains($0.value) })
    #expect(evaluation.rows[0].rmse?.isFinite == true)
    return evaluation
  }

  @Test(arguments: Case.ofRatings) func aScaleFromZeroToTen(case model: Case) throws {
    let five = Dataset.tiny(users: 60, ratings: 18...26)
    let ten = Dataset.histories(
      five.histories.map { $0.map { (item: $0.item, stars: 2.5 * ($0.rating - 1)) } }, items: 30,
      scale: RatingScale(0, 10))
    let error = try #require(try check(model, ten, epochs: 4)?.rows[0].rmse)
    let mean = try #require(try check(Case("global-mean"), ten)?.rows[0].rmse)
    #expect(error < 1.15 * mean)
  }

  @Test(arguments: Case.ofRatings) func noTimes(case model: Case) throws {
    let evaluation = try check(model, .tiny(users: 40, ratings: 20...26, timestamps: false))
    #expect(evaluation?.notes.first?.hasSuffix("by the order of the file") == true)
  }

  @Test(arguments: Case.ofRatings) func oneRatingAUser(case model: Case) throws {
    try check(model, Self.data(users: 60, items: 7) { user in [user % 7] })
  }

  /// Users of folds 0 and 1 rate items that nobody else rates.
  @Test(arguments: Case.ofRatings) func itemsNeverSeenInTraining(case model: Case) throws {
    let data = Self.data(users: 60, items: 50) { user in
      let isHeldOut = (user + 1) % 10 < 2
      return (0..<20).map { isHeldOut && $0 % 2 == 1 ? 30 + $0 : $0 }
    }
    try check(model, data)
  }

  @Test(arguments: Case.ofRatings) func aUserWithThousandsOfRatings(case model: Case) throws {
    // User ids count from 1: of the two one is held out, the other is trained on.
    let data = Self.data(users: 30, items: 2500) { user in
      [9, 14].contains(user)
        ? Array(0..<2500) : (0..<20).map { (37 * user + 61 * $0) % 2500 }
    }
    try check(model, data, epochs: 1, folds: [0])
  }

  @Test(arguments: Case.ofRatings) func fiftyRatings(case model: Case) throws {
    let data = Self.data(users: 22, items: 9) { user in
      (0..<(user < 6 ? 3 : 2)).map { (user + 3 * $0) % 9 }
    }
    #expect(data.histories.ratingCount == 50)
    try check(model, data)
  }

  @Test(arguments: Case.ofRatings) func everybodyGivesTheSame(case model: Case) throws {
    let data = Self.data(
      users: 40, items: 30, stars: { _, _ in 4 },
      rated: { user in (0..<20).map { (user + $0) % 30 } })
    let error = try #require(try check(model, data, epochs: 8)?.rows[0].rmse)
    // Networks with a sigmoid for an answer come near, the others know.
    let isNetwork = ["mlinknet", "latent-cf-mlp", "deep-cf"].contains(model.name)
    #expect(error < (isNetwork ? 1.6 : 0.05))
  }

  /// - Parameter rated: the items of each user, in order.
  private static func data(
    users: Int, items: Int, stars: (Int, Int) -> Float = { user, i in Float(1 + (user + i) % 5) },
    rated: (Int) -> [Int]
  ) -> Dataset {
    let rows = (0..<users).map { (user: Int) -> [(item: Int, stars: Float)] in
      rated(user).enumerated().map { (item: $0.element, stars: stars(user, $0.offset)) }
    }
    return .histories(rows, items: items)
  }
}
