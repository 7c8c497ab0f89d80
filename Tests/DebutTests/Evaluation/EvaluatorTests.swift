import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct EvaluatorTests {
  static func train(
    _ name: String, on data: Dataset, _ split: Split, settings: [Setting] = [],
    sampler: String? = nil, threads: Int = 1
  ) throws -> TrainedModel {
    try TrainingJob.train(
      ModelRecipe(model: name, settings: settings, epochs: 3, sampler: sampler), on: data,
      split: split, registry: try .testing(), compute: try .testing(threads: threads),
      monitor: SilentMonitor())
  }

  static func evaluate(
    _ models: [TrainedModel], on data: Dataset, _ split: Split,
    _ method: EvaluationProtocol = .split, threads: Int = 1,
    shouldStop: () -> Bool = { false }
  ) throws -> Evaluation {
    try Evaluator.evaluate(
      models, on: data, split: split, protocol: method, registry: try .testing(),
      compute: try .testing(threads: threads), shouldStop: shouldStop)
  }

  /// Users 1 to 12: user 1 rates six items, user 11 two, all others item 0.
  private let data = Dataset.histories(
    [[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 3)]]
      + Array(repeating: [(item: 0, stars: Float(3))], count: 9) + [[(5, 2), (4, 1)], [(0, 3)]])

  @Test func byHand() throws {
    let split = Split.freshUsers(folds: [1])
    let model = try Self.train("counting", on: data, split)
    let result = try Self.evaluate([model], on: data, split)
    // Predictions are 1 + 0.05 t. User 1 is off by 0, -.95, -1.9, -2.85, -3.8, -1.75; user 11 by -1
    // and +.05.
    #expect(result.protocolName == "fresh-users" && result.fold == "1" && result.notes.isEmpty)
    #expect(result.rows.map(\.history) == ["all", "0", "1-4", "5-9", "10-18", "19+"])
    #expect(result.rows.map(\.ratings) == [8, 2, 5, 1, 0, 0])
    let first: [Double] = [0, -0.95, -1.9, -2.85, -3.8, -1.75]
    let second: [Double] = [-1, 0.05]
    func rmse(_ errors: [Double]) -> Double {
      (errors.map { $0 * $0 }.reduce(0, +) / Double(errors.count)).squareRoot()
    }
    func isNear(_ x: Double?, _ y: Double) -> Bool { x.map { abs($0 - y) < 1e-6 } ?? false }
    let all = result.rows[0]
    #expect(isNear(all.rmse, rmse(first + second)))
    #expect(isNear(all.mae, (first + second).map { abs($0) }.reduce(0, +) / 8))
    #expect(isNear(all.rmsePerUser, (rmse(first) + rmse(second)) / 2))
    #expect(isNear(result.rows[1].rmse, rmse([0, -1])))
    #expect(isNear(result.rows[2].rmse, rmse(first[1...4] + [0.05])))
    #expect(isNear(result.rows[3].mae, 1.75))
    #expect(result.rows[4].rmse == nil && result.rows[4].mae == nil)
    #expect(result.rows[1].rmsePerUser == nil)
    let last = try #require(result.predictions[0].predictions.last)
    #expect(last.target.userID == 11 && last.target.itemID == 50 && last.target.position == 1)
    #expect(last.target.outcome == .rating(1) && last.value == 1.05)
    #expect(last.target.timestamp == data.histories[10][1].timestamp)
  }

  @Test func predictionsAreClippedToTheScale() throws {
    let split = Split.freshUsers(folds: [1])
    let result = try Self.evaluate([try Self.train("tie", on: data, split)], on: data, split)
    // Scores are 0, 3 and 6 by item index modulo 3.
    #expect(
      result.predictions[0].predictions.map(\.value) == [1, 3, 5, 1, 3, 5, 5, 3])
  }

  @Test func foldsArePooledAndEachAskedByItsOwnModel() throws {
    let data = Dataset.tiny(users: 60)
    let split = Split.freshUsers(folds: [0, 1, 2])
    let all = try Self.evaluate([Self.train("planted", on: data, split)], on: data, split)
    #expect(all.fold == "0,1,2")
    #expect(all.rows[0].ratings == all.predictions[0].predictions.count)
    var pooled: [Prediction] = []
    for fold in 0..<3 {
      let one = Split.freshUsers(folds: [fold])
      pooled += try Self.evaluate([Self.train("planted", on: data, one)], on: data, one)
        .predictions[0].predictions
    }
    #expect(all.predictions[0].predictions == pooled)
    let ten = Split.freshUsers(folds: Array(0...9))
    #expect(try Self.evaluate([Self.train("tie", on: data, ten)], on: data, ten).fold == "all")
  }

  @Test func foldsAskedForMustBeTheModels() throws {
    let data = Dataset.tiny(users: 60)
    let model = try Self.train("tie", on: data, .freshUsers(folds: [0, 1]))
    #expect(try Self.evaluate([model], on: data, .freshUsers(folds: [1])).fold == "1")
    #expect(
      throws: EngineError.otherFolds(
        model: "tie", folds: [0, 1], asked: "fresh-users, folds 1,2")
    ) {
      try Self.evaluate([model], on: data, .freshUsers(folds: [1, 2]))
    }
    #expect(
      throws: EngineError.otherFolds(model: "tie", folds: [0, 1], asked: "leave-last-out")
    ) {
      try Self.evaluate([model], on: data, .leaveLastOut)
    }
  }

  @Test func leaveLastOutAsksForTheLastRatingOfTrainedUsers() throws {
    let data = Dataset.tiny(users: 12)
    let model = try Self.train("counting", on: data, .leaveLastOut)
    let result = try Self.evaluate([model], on: data, .leaveLastOut)
    #expect(result.protocolName == "leave-last-out" && result.fold.isEmpty)
    let predictions = result.predictions[0].predictions
    #expect(predictions.count == 12)
    for (user, p) in predictions.enumerated() {
      let history = data.histories[user]
      #expect(
        p.target.userID == data.histories.users[user] && p.target.position == history.count - 1)
      #expect(p.target.outcome.value == history.last?.rating)
      #expect(abs(p.value - (3 + 0.05 * Float(history.count - 1))) < 1e-5)
    }
  }

  @Test func byTimeExtendsFromWhatWasTrained() throws {
    // Users rate one after the other: one is cut in the middle, those after are fresh.
    let data = Dataset.tiny(users: 11, ratings: 10...10)
    let split = Split.byTime(fraction: 0.5)
    let model = try Self.train("counting", on: data, split)
    let predictions = try Self.evaluate([model], on: data, split).predictions[0].predictions
    #expect(model.folds[0].training.ratingCount == 55 && predictions.count == 55)
    for p in predictions {
      let expected = 1 + 0.05 * Float(p.target.position) + (p.target.userID == 6 ? 2 : 0)
      #expect(abs(p.value - expected) < 1e-5)
      #expect(p.target.userID > 6 || p.target.position >= 5)
    }
  }

  @Test func sideBySideMeansTheSameQuestions() throws {
    let data = Dataset.tiny(users: 60)
    let split = Split.freshUsers(folds: [3])
    let models = try ["tie", "planted", "counting"].map { try Self.train($0, on: data, split) }
    let result = try Self.evaluate(models, on: data, split)
    #expect(result.rows.count == 18)
    #expect(Set(result.rows.map(\.model)) == ["tie", "planted", "counting"])
    let asked = result.predictions.map {
      $0.predictions.map { [$0.target.userID, $0.target.itemID] }
    }
    #expect(asked[0] == asked[1] && asked[1] == asked[2])
  }

  @Test func planted() throws {
    let data = Dataset.tiny(users: 300)
    let split = Split.freshUsers(folds: [0])
    let model = try TrainingJob.train(
      ModelRecipe(model: "planted"), on: data, split: split, registry: try .testing(),
      compute: try .testing(), monitor: SilentMonitor())
    let rows = try Self.evaluate([model], on: data, split).rows
    let first = try #require(rows[1].rmse)
    let later = try #require(rows[3].rmse)
    #expect(later < 0.75 * first)
  }

  @Test func missingAnswersAreTheTrainingMean() throws {
    let split = Split.freshUsers(folds: [1])
    let model = try Self.train(
      "counting", on: data, split, settings: [Setting(name: "silent", value: "5")])
    let result = try Self.evaluate([model], on: data, split)
    #expect(
      result.notes == [
        "counting: 2 of 8 ratings are ones it could not predict: its training mean stands in",
        "counting: no errors are shown, because the training mean answered 25.0 % in its place, more "
          + "than a tenth",
      ])
    #expect(result.predictions[0].predictions[5].value == 3)
  }

  /// User 1 rates items 0 to 9, user 2 all of them: one target in ten is an item, and a tenth is no more
  /// than a tenth.
  @Test(arguments: [9, 10]) func figuresNeedPredictionsOfTheModelItself(items: Int) throws {
    let ratings = (0..<items).map { (item: $0 + 10 - items, stars: Float(3)) }
    let all = (0..<10).map { (item: $0, stars: Float(3)) }
    let data = Dataset.histories([ratings, all])
    let split = Split.freshUsers(folds: [1])
    let silent = try Self.train(
      "counting", on: data, split, settings: [Setting(name: "silent", value: "9")])
    let tie = try Self.train("tie", on: data, split)
    let result = try Self.evaluate([silent, tie], on: data, split)
    let isShown = items == 10
    let share = 1 / Double(items)
    let row = try #require(result.rows.first { $0.model == "counting" })
    #expect(row.fallbackShare == share)
    for figure in [row.rmse, row.mae, row.rmsePerUser] { #expect((figure != nil) == isShown) }
    for row in result.rows where row.model == "counting" && row.history != "all" {
      let hasFigure = isShown && row.ratings > 0
      #expect((row.rmse != nil) == hasFigure)
      #expect(row.fallbackShare == nil)
    }
    // `tie` has no prediction of item 6, and answers all others.
    let other = try #require(result.rows.first { $0.model == "tie" })
    #expect(other.fallbackShare == share)
    #expect(result.predictions[0].predictions.count == items)
    let drawn: [String] = isShown ? ["counting", "tie"] : []
    #expect(ErrorCurve(result, label: "d").models == drawn)
    let bootstrap = PairedBootstrap(result, resamples: 2, workers: Workers(threads: 1))
    let difference = bootstrap.difference(of: "counting", to: "tie")
    #expect((difference != nil) == isShown)
    #expect(EvaluationRecord(result, of: "counting", on: data).rmse == row.rmse)
  }

  /// A stack answers by the mean only if all of its components do.
  @Test func aStackOfModelsThatAnswerInTurnHasFigures() throws {
    let users = Array(repeating: (0..<7).map { (item: $0, stars: Float($0 % 5 + 1)) }, count: 31)
    let data = Dataset.histories(users)
    let split = Split.freshUsers(folds: [1])
    let silent = try Self.train(
      "counting", on: data, split, settings: [Setting(name: "silent", value: "5")])
    let result = try Self.evaluate([silent, Self.train("tie", on: data, split)], on: data, split)
      .adding(LinearStack(name: "both", components: ["counting", "tie"]))
      .adding(LinearStack(name: "one", components: ["tie"]))
    let totals = result.rows.filter { $0.history == "all" }
    #expect(totals.map(\.model) == ["counting", "tie", "both", "one"])
    let seventh = 1.0 / 7
    let shares: [Double?] = [seventh, seventh, 0, seventh]
    #expect(totals.map(\.fallbackShare) == shares)
    let hasFigures: [Bool] = totals.map { $0.rmse != nil }
    #expect(hasFigures == [false, false, true, false])
    #expect(
      result.notes.last == "one: no errors are shown, because the training mean answered 14.3 % in "
        + "its place, more than a tenth")
  }

  @Test func anotherDatasetIsAskedByItemIDs() throws {
    // The model knows ids 10...60. Asked about ids 20, 30 and 990: indices differ.
    let split = Split.freshUsers(folds: [1])
    let model = try Self.train("tie", on: data, split)
    let other = Dataset(
      name: "other", scale: RatingScale(1, 5),
      catalogue: Catalogue(rated: [20, 30, 990].map { Item(id: $0) }),
      histories: Histories(
        columns: .init(
          items: [2, 0, 1, 0], ratings: [4, 4, 4, 4], timestamps: [1, 2, 3, 4]),
        users: [1, 2], ranges: [0..<3, 3..<4]), fingerprint: "other")
    let result = try Self.evaluate([model], on: other, split)
    let mean = model.folds[0].meanRating
    #expect(result.predictions[0].predictions.map(\.value) == [mean, 3, 5])
    #expect(result.predictions[0].predictions.map(\.target.position) == [0, 1, 2])
    // One of three items is not known: that, and that no errors are shown.
    #expect(result.notes.count == 2 && result.rows[0].rmse == nil)
    let counting = try Self.train("counting", on: data, split)
    let counted = try Self.evaluate([counting], on: other, split)
    #expect(counted.predictions[0].predictions.dropFirst().map(\.value) == [1, 1.05])
    let strange = Dataset(
      name: "strange", scale: other.scale,
      catalogue: Catalogue(rated: [1, 2, 3].map { Item(id: $0) }), histories: other.histories,
      fingerprint: "strange")
    #expect(
      throws: EngineError.otherItems(
        model: "tie", trainedOn: "tiny", asked: "strange",
        evidence: "they have no item in common")
    ) { try Self.evaluate([model], on: strange, split) }
  }

  @Test func anotherScaleIsNoted() throws {
    let model = try Self.train("tie", on: data, .freshUsers(folds: [1]))
    let ten = Dataset(
      name: "ten", scale: RatingScale(0, 10), catalogue: data.catalogue,
      histories: data.histories, fingerprint: "ten")
    let result = try Self.evaluate([model], on: ten, .freshUsers(folds: [1]))
    #expect(result.notes == ["tie: trained on stars from 1 to 5, asked about stars from 0 to 10"])
    #expect(result.predictions[0].predictions.map(\.value) == [0, 3, 6, 0, 3, 6, 6, 3])
  }

  @Test(arguments: ["planted", "counting"]) func sameBitsAtAnyNumberOfThreads(name: String) throws {
    try withEveryKernelVariant { kernels in
      try checkSameBits(
        ModelRecipe(model: name, epochs: name == "planted" ? 2 : nil),
        on: Dataset.tiny(users: 200), registry: .testing(), kernels: kernels)
    }
  }

  @Test func nothingToEvaluate() throws {
    let model = try Self.train("tie", on: data, .none)
    var error = #expect(throws: EngineError.self) { try Self.evaluate([model], on: data, .none) }
    #expect(
      error?.description
        == "the split \"none\" holds nothing out to evaluate by")
    error = #expect(throws: EngineError.self) {
      try Self.evaluate([], on: data, .freshUsers(folds: [0]))
    }
    #expect(error?.description == "there is no model to evaluate: train one first")
    let fold = Split.freshUsers(folds: [3])
    let fresh = try Self.train("tie", on: data, fold)
    #expect(
      throws: EngineError.notEvaluable(
        reason: "nothing is held out: no rating of tiny falls under the split fresh-users, "
          + "fold 3 and has what the protocol asks for")
    ) { try Self.evaluate([fresh], on: data, fold, .sampler(draws: 1, seed: 1)) }
  }

  @Test func stopping() throws {
    let split = Split.freshUsers(folds: [1])
    let model = try Self.train("tie", on: data, split)
    #expect(throws: EngineError.interrupted) {
      try Self.evaluate([model], on: data, split, shouldStop: { true })
    }
  }

  @Test func dividingIntoFoldsStopsBetweenThem() throws {
    let folds = Split.freshUsers(folds: Array(Split.allFolds))
    var asked = 0
    #expect(throws: EngineError.interrupted) {
      try HeldOutFold.folds(of: folds, of: data) {
        asked += 1
        return asked == 4
      }
    }
    #expect(asked == 4)
    #expect(try HeldOutFold.folds(of: folds, of: data).count == 10)
  }
}
