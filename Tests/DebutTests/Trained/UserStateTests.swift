import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// Lists by itself, with scores that tell so, unless the user has no history.
private final class ListingModel: Recommender {
  typealias Options = NoOptions

  static let descriptor = ModelDescriptor(
    name: "listing", summary: "lists", discussion: "lists", reference: "none")

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { 2 }
  func path(of representation: Int) -> AnswerPath { .itemMean }

  func top(
    _ count: Int, _ representation: Int, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    guard representation > 0 else { return nil }
    return (0..<30).filter(isWanted).prefix(count).map { ScoredItem(score: 7, item: $0) }
  }
}

@Suite struct UserStateTests {
  private let bench: TestBench

  init() throws { bench = TestBench(.tiny(users: 41), registry: try .testing()) }

  @Test func tiesGoBySmallerIDAndScoresAreNotClipped() throws {
    let view = try bench.train("tie").answer(history: [])
    // Item index i has score 3 (i % 3), and none where i % 7 == 6; ids are 10 (i + 1).
    let top = view.top(10, minSupport: 0)
    #expect(top.map(\.itemID) == [30, 60, 90, 120, 150, 180, 240, 270, 300, 20])
    #expect(top[0].score == 6 && top[0].stars == 5)
    #expect(view.top(100).count == 26)
    #expect(view.top(100).last?.stars == 1)
    #expect(view.top(0).isEmpty)
  }

  @Test func ratedExcludedAndRareItemsAreLeftOut() throws {
    let model = try bench.train("tie")
    let view = try model.answer(
      history: [RatedItem(itemID: 30, stars: 5), RatedItem(itemID: 77, stars: 5)])
    #expect(view.unknownItems == 1)
    view.rate(RatedItem(itemID: 90, stars: 1))
    view.rate(RatedItem(itemID: 78, stars: 1))
    #expect(view.unknownItems == 2)
    #expect(view.top(2, excluding: [60, 99]).map(\.itemID) == [120, 150])
    let support = model.supports.sorted()[20]
    let allowed = view.top(100, minSupport: support).compactMap {
      model.index(ofItemID: $0.itemID)
    }
    #expect(!allowed.isEmpty && allowed.allSatisfy { model.supports[$0] >= support })
    #expect(view.top(100, minSupport: .max).isEmpty)
  }

  @Test func listsOnlyWhatIsWanted() throws {
    let model = try bench.train("tie")
    let view = try model.answer(history: [])
    let wanted = model.itemIDs.map { $0 == 20 || $0 == 60 || $0 == 70 || $0 == 90 }
    #expect(view.top(10, wanted: wanted).map(\.itemID) == [60, 90, 20])
    #expect(view.top(10, excluding: [60], wanted: wanted).map(\.itemID) == [90, 20])
    #expect(view.top(10, wanted: model.itemIDs.map { _ in false }).isEmpty)
  }

  @Test func aModelMayListByItself() throws {
    var registry = try Registry.testing()
    try registry.add(ListingModel.self)
    let model = try TestBench(.tiny(users: 41), registry: registry).train("listing")
    let view = try model.answer(history: [])
    #expect(view.top(3).map(\.score) == [2, 2, 2])
    view.rate(RatedItem(itemID: 20, stars: 5))
    #expect(view.top(3).map(\.itemID) == [10, 30, 40])
    #expect(view.top(3).allSatisfy { $0.score == 7 && $0.stars == 5 })
    #expect(view.top(3, repeats: true).map(\.itemID) == [10, 20, 30])
    #expect(view.top(2, excluding: [10, 40]).map(\.itemID) == [30, 50])
    #expect(view.top(3, wanted: model.itemIDs.map { $0 == 20 || $0 == 60 }).map(\.itemID) == [60])
    #expect(view.top(100, minSupport: .max).isEmpty)
    #expect(view.top(0).isEmpty)
  }

  @Test func saysHowManyRatingsAnswersRestOn() throws {
    let known = bench.history(of: 2)
    let trained = try bench.train("counting")
    let view = try trained.answer(history: known)
    #expect(view.ratings == known.count)
    view.rate(RatedItem(itemID: 77, stars: 1))
    #expect(view.ratings == known.count)
    view.rate(RatedItem(itemID: 10, stars: 1))
    #expect(view.ratings == known.count + 1)
    let mean = try bench.train("tie").answer(history: known)
    #expect(mean.path == .itemMean && mean.ratings == 0)
    #expect(AnswerPath.trainedVector.ratings == nil && AnswerPath.sequence(7).ratings == 7)
  }

  @Test func ratingMovesAnswersThroughExtend() throws {
    let view = try bench.train("counting")
      .answer(history: [RatedItem(itemID: 10, stars: 4)])
    #expect(view.path.description == "fold-in of 1 rating")
    #expect(view.predict(itemID: 20) == 1.05)
    view.rate(RatedItem(itemID: 20, stars: 4))
    #expect(view.path.description == "fold-in of 2 ratings")
    #expect(view.predict(itemID: 20) == 1.1)
  }

  @Test func predictionsAreClippedAndMayBeMissing() throws {
    let view = try bench.train("tie").answer(history: [])
    #expect(view.predict(itemID: 30) == 5)
    #expect(view.predict(itemID: 10) == 1)
    #expect(view.predict(itemID: 70) == nil)
    #expect(view.predict(itemID: 11) == nil)
  }

  @Test func trainedVectorOnlyForWhatWasTrainedOn() throws {
    func stars(_ model: TrainedModel, _ id: Vocabulary.Key?, _ history: [RatedItem]) throws -> Float
    {
      // 3 and more where the trained user's vector answers.
      try model.answer(userID: id, history: history).predict(itemID: 10) ?? 0
    }
    let model = try bench.train("counting")
    let known = bench.history(of: 2)
    #expect(try stars(model, 3, known) >= 3)
    #expect(try stars(model, 3, known + [RatedItem(itemID: 10, stars: 1)]) >= 3)
    #expect(try stars(model, nil, known) < 3)
    #expect(try stars(model, 3, known.dropLast()) < 3)
    #expect(try stars(model, 3, Array(known.reversed())) < 3)
    var changed = known
    changed[0].stars = 6 - changed[0].stars + 0.25
    #expect(try stars(model, 3, changed) < 3)
    #expect(try stars(model, 10, bench.history(of: 9)) < 3)
    #expect(try stars(model, 999, known) < 3)
  }

  @Test func usersSetAsideAreNotTrained() throws {
    let model = try bench.train("planted", epochs: 1, patience: 1)
    let fold = model.folds[0]
    var expected = 0
    #expect(fold.log.validationUsers.count == 4)
    let histories = try #require(fold.training.histories)
    for (id, history) in zip(histories.users, histories) {
      let index = fold.trainedUser(id, beginning: history)
      if fold.log.validationUsers.contains(id) {
        #expect(index == nil)
      } else {
        #expect(index == expected)
        expected += 1
      }
    }
    #expect(expected == 33)
  }
}
