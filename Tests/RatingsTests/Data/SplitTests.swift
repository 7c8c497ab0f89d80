import Testing

@testable import Ratings

@Suite("Splits")
struct SplitTests {
  /// Users 1...25; user u has u ratings at times u, u + 10, u + 20 ...
  static func data(times: Bool = true) throws -> Dataset {
    var rows: [RatingRow] = []
    for user in 1...Int64(25) {
      for place in 0..<user {
        rows.append(
          RatingRow(
            user: .init(user), item: .init(place), rating: 3,
            timestamp: times ? user + 10 * place : nil))
      }
    }
    return try Dataset(name: "steps", rows: rows)
  }

  private static func keys(_ numbers: ClosedRange<Int>) -> [Vocabulary.Key] {
    numbers.map { Vocabulary.Key($0) }
  }

  @Test("No split: everything for training")
  func none() throws {
    let data = try Self.data()
    let parts = try Split.none.partitions(of: data)
    #expect(parts.count == 1)
    #expect(parts[0].training.ratingCount == data.histories.ratingCount)
    #expect(parts[0].heldOut.isEmpty)
    #expect(parts[0].firstTargets.isEmpty)
  }

  @Test("Fresh users: by the last digit of the id, whole, in the order asked")
  func freshUsers() throws {
    let parts = try Split.freshUsers(folds: [3, 0]).partitions(of: try Self.data())
    #expect(parts.map(\.fold) == [3, 0])
    #expect(parts[0].heldOut.users == [3, 13, 23])
    #expect(parts[0].heldOut.map(\.count) == [3, 13, 23])
    #expect(parts[0].firstTargets == [0, 0, 0])
    #expect(
      Array(parts[0].training.users) == (1...25).filter { $0 % 10 != 3 }.map { Vocabulary.Key($0) })
    #expect(parts[1].heldOut.users == [10, 20])
  }

  @Test("All folds together hold every user out once")
  func allFolds() throws {
    let parts = try Split.freshUsers(folds: Array(0...9)).partitions(of: try Self.data())
    #expect(parts.flatMap { Array($0.heldOut.users) }.sorted() == Self.keys(1...25))
    for part in parts {
      #expect(part.training.count + part.heldOut.count == 25)
      #expect(Set(part.training.users).isDisjoint(with: part.heldOut.users))
    }
  }

  @Test("Folds that are none")
  func badFolds() throws {
    let data = try Self.data()
    func error(_ folds: [Int]) -> DataError? {
      #expect(throws: DataError.self) { try Split.freshUsers(folds: folds).partitions(of: data) }
    }
    #expect(error([]) == .noFolds)
    #expect(error([10]) == .foldOutOfRange(10))
    #expect(error([-1]) == .foldOutOfRange(-1))
    #expect(error([1, 2, 1]) == .repeatedFold(1))
    let one = try Dataset(name: "one", rows: [RatingRow(user: 14, item: 1, rating: 3)])
    #expect(throws: DataError.foldWithoutUsers(5)) {
      try Split.freshUsers(folds: [5]).partitions(of: one)
    }
    #expect(throws: DataError.nothingToTrainOn("fresh-users, fold 4")) {
      try Split.freshUsers(folds: [4]).partitions(of: one)
    }
    #expect(throws: DataError.nothingToTrainOn("leave-last-out")) {
      try Split.leaveLastOut.partitions(of: one)
    }
  }

  @Test("Leave last out: everyone is asked, whoever has one rating is new")
  func leaveLastOut() throws {
    let part = try Split.leaveLastOut.partitions(of: try Self.data())[0]
    #expect(part.fold == nil)
    #expect(Array(part.heldOut.users) == Self.keys(1...25))
    #expect(part.firstTargets == Array(0...24))
    #expect(Array(part.training.users) == Self.keys(2...25))
    #expect(part.training.map(\.count) == Array(1...24))
  }

  @Test("By time: training ends before the quantile", arguments: [0.01, 0.25, 0.5, 0.8, 0.99])
  func byTime(fraction: Double) throws {
    let data = try Self.data()
    let times = data.histories.columns.timestamps.sorted()
    let threshold = times[Int(fraction * Double(times.count))]
    let part = try Split.byTime(fraction: fraction).partitions(of: data)[0]
    let trained = part.training.flatMap { $0.timestamps }
    #expect(trained.sorted() == times.filter { $0 < threshold })
    #expect(part.training.allSatisfy { !$0.isEmpty })
    let asked = zip(part.heldOut, part.firstTargets).flatMap { $0.timestamps.dropFirst($1) }
    #expect(asked.sorted() == times.filter { $0 >= threshold })
    #expect(zip(part.heldOut, part.firstTargets).allSatisfy { $1 < $0.count })
  }

  @Test("By time needs times, a fraction within 0 and 1, and something before it")
  func badTimes() throws {
    let data = try Self.data()
    for fraction in [0, 1, -0.5, .nan, .infinity] {
      let error = #expect(throws: DataError.self) {
        try Split.byTime(fraction: fraction).partitions(of: data)
      }
      #expect(error?.description == "\(fraction) is not a fraction between 0 and 1")
    }
    let timeless = try Self.data(times: false)
    #expect(throws: DataError.noTimestamps("steps")) {
      try Split.byTime(fraction: 0.5).partitions(of: timeless)
    }
    let rows = (1...9).map { RatingRow(user: .init($0), item: 1, rating: 3, timestamp: 77) }
    let instant = try Dataset(name: "instant", rows: rows)
    #expect(throws: DataError.nothingToTrainOn("by-time at 0.5")) {
      try Split.byTime(fraction: 0.5).partitions(of: instant)
    }
  }

  @Test("The fold of a user is the last digit of the id")
  func folds() {
    let ids: [Vocabulary.Key] = [0, 7, 10, 123_459, .init(Int64.max)]
    #expect(ids.map(Split.fold) == [0, 7, 0, 9, 7])
  }

  @Test(
    "The words for a split",
    arguments: [
      (Split.none, "none", nil, "none"), (.leaveLastOut, "leave-last-out", nil, "leave-last-out"),
      (.freshUsers(folds: [3]), "fresh-users", "3", "fresh-users, fold 3"),
      (.freshUsers(folds: [0, 2]), "fresh-users", "0,2", "fresh-users, folds 0,2"),
      (.freshUsers(folds: Array(0...9)), "fresh-users", "all", "fresh-users, all folds"),
      (.byTime(fraction: 0.8), "by-time", nil, "by-time at 0.8"),
    ] as [(Split, String, String?, String)])
  func words(split: Split, word: String, folds: String?, phrase: String) {
    #expect(split.word == word && split.foldText == folds && split.description == phrase)
  }

  @Test("Validation users are chosen by the seed alone", arguments: [0, 0.1, 0.5, 1, 2, -1])
  func splittingUsers(fraction: Double) throws {
    let histories = try Self.data().histories
    let first = histories.splittingUsers(fraction: fraction, seed: 4)
    let again = histories.splittingUsers(fraction: fraction, seed: 4)
    #expect(first.validation.users == again.validation.users)
    let size = min(max(Int((fraction * 25).rounded()), 1), 24)
    #expect(first.validation.count == size)
    #expect((Array(first.training.users) + first.validation.users).sorted() == Self.keys(1...25))
    #expect(Array(first.training.users) == first.training.users.sorted())
    let sizes = first.validation.map(\.count)
    #expect(sizes == first.validation.users.compactMap(\.number).map(Int.init))
    if fraction == 0.5 {
      let other = histories.splittingUsers(fraction: fraction, seed: 5)
      #expect(first.validation.users != other.validation.users)
    }
    let few = histories.selecting([3])
    #expect(few.splittingUsers(fraction: fraction, seed: 4).training.users == [4])
    #expect(histories.selecting([]).splittingUsers(fraction: fraction, seed: 4).validation.isEmpty)
  }
}
