import Debut
import Testing

/// The methods of predicting that a model inherits from its scorer.
@Suite struct ScoringModelTests {
  private let items: [Int32] = [2, 0]

  private func scores(_ model: SumModel, _ user: Float?) -> [Float] {
    var stars: [Float] = [.nan, .nan]
    items.withUnsafeBufferPointer { items in
      stars.withUnsafeMutableBufferPointer { model.score(user, items: items, into: $0) }
    }
    return stars
  }

  @Test func predictsNothingBeforeTraining() {
    let model = SumModel(options: NoOptions())
    var user = model.represent(UserQuery(history: .empty))
    model.extend(&user, by: Interaction(item: 0, rating: 2))
    #expect(user == nil && model.score(user, item: 1).isNaN)
    #expect(scores(model, user).allSatisfy { $0.isNaN })
  }

  @Test func predictsByTheScorer() throws {
    let model = SumModel(options: NoOptions())
    model.train()
    var user = model.represent(
      UserQuery(history: History([Interaction(item: 0, rating: 2)])))
    #expect(user == 2 && model.score(user, item: 1) == 3)
    model.extend(&user, by: Interaction(item: 1, rating: 4))
    #expect(scores(model, user) == [8, 6] && model.score(user, item: 2) == 8)
    #expect(model.path(of: user) == .foldIn(6))
  }
}

/// Predicts the sum of the user's ratings and the item's index.
private final class SumModel: ScoringModel {
  static let descriptor = ModelDescriptor(
    name: "sum", summary: "sum", discussion: "sum", reference: "none")
  private(set) var scorer: SumScorer?

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) { train() }
  func train() { scorer = SumScorer() }
}

private struct SumScorer: TrainedScorer {
  func state(of user: UserQuery) -> Float { user.history.ratings.reduce(0, +) }
  func extend(_ state: inout Float, by interaction: Interaction) { state += interaction.rating }
  func score(
    _ state: Float, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    for i in items.indices { stars[i] = state + Float(items[i]) }
  }
  func path(of state: Float) -> AnswerPath { .foldIn(Int(state)) }
}
