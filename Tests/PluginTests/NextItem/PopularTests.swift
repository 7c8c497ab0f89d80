import DebutEngine
import DebutTesting
import Testing

@testable import NextItem

@Suite struct PopularTests {
  private let rows = [[0, 1, 1, 2], [1, 2, 3], [1, 3, 3, 3, 3]]

  @Test func countsEvents() throws {
    let model = try trainedOnAll(Popular.self, on: .histories(ofItems: rows), items: 5)
    #expect(model.scores(after: [], count: 5) == [1, 4, 2, 5, 0])
    #expect(model.scores(after: [3, 3], count: 5) == [1, 4, 2, 5, 0])
    #expect(model.path(of: model.represent(UserQuery(history: .empty))).ratings == 0)
  }

  /// Times are a minute apart, users one after the other: the last five minutes are the third user's.
  @Test func countsTheLastDays() throws {
    let data = Dataset.histories(ofItems: rows)
    let model = try trainedOnAll(RecentPopular.self, ["days": "0.0033"], on: data, items: 5)
    let scores = model.scores(after: [], count: 5)
    #expect(scores.map { $0.rounded(.down) } == [0, 1, 0, 4, 0])
    // Equal ones in the order of all events.
    #expect(scores[2] > scores[0] && scores[0] > scores[4] && scores[4] == 0)
  }

  @Test func withoutTimesTheEndsOfHistoriesCount() throws {
    let data = Dataset.histories(ofItems: rows, timestamps: false)
    let last = try trainedOnAll(RecentPopular.self, on: data)
    #expect(last.scores(after: [], count: 4).map { $0.rounded(.down) } == [0, 0, 1, 2])
    let half = try trainedOnAll(RecentPopular.self, ["share": "0.5"], on: data)
    #expect(half.scores(after: [], count: 4).map { $0.rounded(.down) } == [0, 1, 2, 4])
  }

  /// 7 days of a history of one event a day are too few of 400: 14 are, 28 hold a twentieth.
  @Test func theWindowGrowsUntilItHoldsATwentieth() throws {
    let day: Int64 = 86_400
    let data = Dataset.histories(ofItems: [(0..<400).map { $0 < 372 ? 0 : 1 }])
    let columns = data.histories.columns
    let daily = Histories(
      columns: .init(
        items: columns.items, ratings: columns.ratings,
        timestamps: (0..<400).map { Int64($0) * day }),
      users: data.histories.users, ranges: data.histories.ranges)
    let set = TrainingSet(
      histories: daily, itemCount: 2, feedback: .implicit, catalogue: data.catalogue)
    let run = TrainingContext(seed: 1, compute: try .testing())
    let model = RecentPopular(options: .init())
    try model.fit(set, run)
    #expect(run.log.notes == ["days 28: 28 events of 400"])
    #expect(model.scores(after: [], count: 2).map { $0.rounded(.down) } == [0, 28])
  }

  @Test func timesAtTheEndOfTheirRangeDoNoHarm() throws {
    let data = Dataset.histories(ofItems: [[0, 1]])
    let histories = Histories(
      columns: .init(items: [0, 1], ratings: [1, 1], timestamps: [.min, .min + 1]),
      users: data.histories.users, ranges: data.histories.ranges)
    let set = TrainingSet(
      histories: histories, itemCount: 2, feedback: .implicit, catalogue: data.catalogue)
    let model = RecentPopular(options: .init())
    try model.fit(set, TrainingContext(seed: 1, compute: try .testing()))
    #expect(model.scores(after: [], count: 2).map { $0.rounded(.down) } == [0, 1])
  }
}
