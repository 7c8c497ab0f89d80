import DebutEngine
import DebutTesting
import Testing

/// The duties of models of events beyond those of the conformance kit.
@Suite struct EventModelTests {
  private func fit(
    _ model: Case, _ data: Dataset, monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> any Recommender {
    let recipe = try ResolvedRecipe(model.request(epochs: 2), in: .builtIns())
    let instance = try recipe.make()
    try instance.fit(
      data.trainingSet,
      TrainingContext(
        seed: 1, plan: recipe.plan, compute: try .testing(), negatives: try Registry.builtIns(),
        monitor: monitor))
    return instance
  }

  @Test(arguments: Case.ofEvents) func nothingToLearnFromIsRefused(case model: Case) throws {
    for rows in [[], [[], []]] as [[[Int]]] {
      #expect(throws: EngineError.noTrainingRatings) {
        _ = try fit(model, .histories(ofItems: rows, items: 4))
      }
    }
  }

  @Test(arguments: Case.ofEvents) func aStopKeepsNothing(case model: Case) throws {
    #expect(throws: EngineError.interrupted) {
      _ = try fit(model, .events(), monitor: AtOnce())
    }
  }

  @Test(arguments: Case.ofEvents) func oddDataIsLearntFrom(case model: Case) throws {
    let data: [Dataset] = [
      .histories(ofItems: [[0]]), .histories(ofItems: [[2, 2, 2], [], [0]], items: 5),
      .histories(ofItems: [Array(repeating: 1, count: 1000), [0, 1]]),
      .events(timestamps: false), .tiny(),
      .histories([[(item: 0, stars: 5)], [(item: 2, stars: 1)]]),
    ]
    for data in data {
      let view = try fit(model, data).answering(UserQuery(history: data.histories[0]))
      for item in Set(data.histories.joined().map(\.item)) {
        #expect(view.score(item: item).isFinite)
      }
    }
  }

  /// Turns what comes after a target into something else; ranks up to there must be the same.
  @Test(arguments: Case.ofEvents) func theFutureChangesNoEarlierRank(case model: Case) throws {
    let data = Dataset.events(users: 60)
    let instance = try fit(model, data)
    func ranks(changedFrom position: Int) throws -> [[Float]] {
      try data.histories.prefix(12).map { history in
        let items = history.enumerated().map { place, event in
          place > position ? (event.item + 11) % 30 : event.item
        }
        let held = HeldOutHistory(
          userID: Vocabulary.Key(1), history: History(ofItems: items), firstTarget: 0)
        let rules = RankingRules(
          candidates: (0..<30).map { Int32($0) }, itemCount: 30, top: 10, repeats: true)
        let result = instance.ranks(for: [held], rules: rules, compute: try .testing())
        return try #require(result).ranks
      }
    }
    let expected = try ranks(changedFrom: 100)
    let other = try ranks(changedFrom: 8)
    #expect(expected.map { Array($0[...8]) } == other.map { Array($0[...8]) })
    #expect(expected != other)
  }

  /// Without optimisation too, for these models learn in no time.
  @Test(arguments: Case.ofEvents) func orderIsLearntAndNoiseIsNot(case model: Case) throws {
    let report = try model.subject().examine([.learnsPattern, .noise])
    #expect(report.results.map(\.outcome) == [.passed, .passed], "\(report.results)")
  }

  private final class AtOnce: TrainingMonitor {
    var shouldStop: Bool { true }
    func on(_ event: TrainingEvent) {}
  }
}
