import Baselines
import DebutEngine
import DebutTesting
import Testing

@Suite struct BaselineTests {
  /// The mean is 4; item 0 has 5 and 4, item 1 has 3, item 2 nothing.
  private let data = Dataset.histories([[(0, 5), (1, 3)], [(0, 4)]], items: 3)

  private func fitted<M: Recommender>(_ model: M) throws -> M {
    try model.fit(data.trainingSet, TrainingContext(seed: 0, compute: try .testing()))
    return model
  }

  @Test func globalMean() throws {
    let answer = try fitted(GlobalMean(options: NoOptions())).answering(
      UserQuery(history: data.histories[0]))
    #expect((0..<3).map { answer.score(item: $0) } == [4, 4, 4])
    #expect(answer.path == .globalMean)
  }

  @Test func itemMeanIsShrunk() throws {
    var options = ItemMean.Options()
    options.shrinkage = 2
    let answer = try fitted(ItemMean(options: options)).answering(UserQuery(history: .empty))
    #expect((0..<3).map { answer.score(item: $0) } == [4.25, 4 - 1.0 / 3, 4])
    #expect(answer.path == .itemMean)
  }

  @Test func biasFollowsTheHistory() throws {
    var options = UserItemBias.Options()
    options.decay = 0.5
    options.userShrinkage = 1
    options.itemShrinkage = 1
    options.alternations = 1
    // Users at (1 - 1) / 3 = 0 and 0 / 2 = 0, so items at 1/3 and -1/2.
    let answer = try fitted(UserItemBias(options: options)).answering(UserQuery(history: .empty))
    let base: [Float] = [4 + 1.0 / 3, 3.5, 4]
    #expect(answer.path == .itemMean)
    for item in 0..<3 { #expect(abs(answer.score(item: item) - base[item]) < 1e-6) }
    answer.extend(by: Interaction(item: 2, rating: 5))  // residual 1
    answer.extend(by: Interaction(item: 1, rating: 1))  // residual -2.5
    let bias: Float = (0.5 * 1 - 2.5) / (0.5 + 1 + 1)
    for item in 0..<3 { #expect(abs(answer.score(item: item) - base[item] - bias) < 1e-6) }
    #expect(answer.path.description == "bias of 2 ratings")
  }

  /// Each knows more than the one before, where there is nothing else to know.
  @Test func theFloorHasSteps() throws {
    let errors = try ["global-mean", "item-mean", "bias"].map {
      error(of: try Case($0).trained(on: .additive()))
    }
    #expect(errors[1] < 0.9 * errors[0] && errors[2] < 0.6 * errors[1])
  }

  @Test func nothingToLearnFromIsAnError() throws {
    let empty = Dataset.histories([[]], items: 1).trainingSet
    let run = TrainingContext(seed: 0, compute: try .testing())
    for name in ["global-mean", "item-mean", "bias"] {
      let model = try Registry.builtIns().model(name).make([])
      #expect(throws: EngineError.noTrainingRatings) { try model.fit(empty, run) }
    }
  }
}
