import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct LeakageCheckTests {
  private let data = Dataset.tiny(users: 60)

  private func error(
    _ trained: Split, _ asked: Split, on other: Dataset? = nil,
    _ method: EvaluationProtocol = .split
  ) throws -> EngineError? {
    let model = try EvaluatorTests.train("tie", on: data, trained)
    do {
      _ = try EvaluatorTests.evaluate([model], on: other ?? data, asked, method)
      return nil
    } catch let error as EngineError {
      return error
    }
  }

  /// The ratings of the users of a fold.
  private func ratings(fold: Int, of data: Dataset) -> Int {
    zip(data.histories.users, data.histories).filter { Split.fold(of: $0.0) == fold }
      .reduce(0) { $0 + $1.1.count }
  }

  @Test func everythingSeenIsRefused() throws {
    let count = ratings(fold: 0, of: data)
    #expect(
      try error(.none, .freshUsers(folds: [0]))
        == .overlap(
          model: "tie", users: 6, ratings: count, trainedOn: "tiny (none)",
          asked: "tiny (fresh-users, fold 0)"))
  }

  @Test func anotherFoldIsRefused() throws {
    #expect(
      try error(.freshUsers(folds: [0]), .freshUsers(folds: [1]))
        == .overlap(
          model: "tie", users: 6, ratings: ratings(fold: 1, of: data),
          trainedOn: "tiny (fresh-users, fold 0)",
          asked: "tiny (fresh-users, fold 1)"))
    #expect(try error(.freshUsers(folds: [0]), .freshUsers(folds: [0])) == nil)
  }

  @Test func otherSplitsAreJudgedByTheirRatings() throws {
    guard
      case .overlap(_, let users, let ratings, _, _)? = try error(
        .freshUsers(folds: [0]), .leaveLastOut)
    else {
      Issue.record("last ratings of training users are refused")
      return
    }
    #expect(users == 54 && ratings == 54)
    #expect(try error(.leaveLastOut, .leaveLastOut) == nil)
    #expect(try error(.byTime(fraction: 0.7), .byTime(fraction: 0.7)) == nil)
    #expect(try error(.byTime(fraction: 0.7), .byTime(fraction: 0.9)) == nil)
    #expect(try error(.byTime(fraction: 0.9), .byTime(fraction: 0.7)) != nil)
    #expect(try error(.leaveLastOut, .byTime(fraction: 0.99)) != nil)
  }

  @Test func drawnTargetsAreGuardedToo() throws {
    let method = EvaluationProtocol.sampler(draws: 2, seed: 1)
    #expect(try error(.none, .freshUsers(folds: [0]), method) != nil)
    #expect(try error(.freshUsers(folds: [0]), .freshUsers(folds: [0]), method) == nil)
  }

  /// The data with other times and stars.
  private func changed(_ times: [Int64], _ stars: [Float]) -> Dataset {
    let histories = data.histories
    return Dataset(
      name: "other", scale: data.scale, catalogue: data.catalogue,
      histories: Histories(
        columns: .init(items: histories.columns.items, ratings: stars, timestamps: times),
        users: histories.users, ranges: histories.ranges), fingerprint: "other")
  }

  @Test(arguments: [Split.freshUsers(folds: [0]), .leaveLastOut])
  func otherTimesAndStarsMakeNoOtherRating(split: Split) throws {
    let (times, stars) = (data.histories.columns.timestamps, data.histories.columns.ratings)
    let later = times.map { $0 + 1 }
    for other in [
      changed(times, stars), changed(later, stars), changed([], stars),
      changed(times, stars.map { $0 == 3 ? 4 : 3 }),
    ] {
      guard case .overlap? = try error(.none, split, on: other) else {
        Issue.record("what was seen is refused")
        return
      }
      #expect(try error(split, split, on: other) == nil)
    }
  }

  /// Every other rating of each user, from `first` on.
  private func half(_ first: Int) -> Dataset {
    let rows = data.histories.map { history in
      stride(from: first, to: history.count, by: 2).map {
        (item: history[$0].item, stars: history[$0].rating)
      }
    }
    return .histories(rows, items: 30, name: "half \(first)")
  }

  @Test func otherRatingsOfTheSameUsersAreNotFresh() throws {
    let (odd, even) = (half(1), half(0))
    let model = try EvaluatorTests.train("planted", on: odd, .none, sampler: "test-pair")
    let fold = Split.freshUsers(folds: [0])
    let error = EngineError.overlap(
      model: "planted", users: 6, ratings: ratings(fold: 0, of: odd),
      trainedOn: "half 1 (none)", asked: "half 0 (fresh-users, fold 0)")
    for method in [EvaluationProtocol.split, .sampler(draws: 1, seed: 1)] {
      #expect(throws: error) { try EvaluatorTests.evaluate([model], on: even, fold, method) }
    }
    // If users are known by intention, ratings that are not the model's are new.
    #expect(throws: Never.self) {
      try EvaluatorTests.evaluate([model], on: even, .leaveLastOut)
    }
  }

  @Test func usersSetAsideCountAsSeen() throws {
    let model = try TrainingJob.train(
      ModelRecipe(model: "planted", epochs: 1, patience: 1), on: data, split: .none,
      registry: try .testing(), compute: try .testing(), monitor: SilentMonitor())
    let aside = try #require(model.folds[0].log.validationUsers.first?.number)
    let other = aside % 60 + 1
    let asked = Dataset(
      name: "aside", scale: data.scale, catalogue: data.catalogue,
      histories: data.histories.selecting([Int(aside) - 1, Int(other) - 1]),
      fingerprint: "aside")
    let error = #expect(throws: EngineError.self) {
      try EvaluatorTests.evaluate(
        [model], on: asked, .freshUsers(folds: [Int(aside % 10)]))
    }
    #expect(
      error?.description
        == "\"planted\" was trained on 19 ratings of 1 user that it would be asked about: it was "
        + "trained on tiny (none) and is asked about aside (fresh-users, fold 1)")
  }
}
