import DebutEngine
import DebutTesting
import Testing

/// No model is told the future, by the way that the engine asks.
@Suite struct CausalityTests {
  @Test(arguments: Case.ofRatings) func theFutureChangesNoEarlierPrediction(case model: Case) throws
  {
    let moved = try checkEvaluatorCausality(
      model.model(), on: Case.data, registry: .builtIns(), compute: .testing())
    // The check sees what it is about: models that read histories change their minds afterwards.
    #expect((moved > 0) == !["global-mean", "item-mean"].contains(model.name))
  }

  @Test func everyRegisteredModelIsAmongTheCases() throws {
    let registered = Set(try Registry.builtIns().models.map(\.descriptor.name))
    #expect(Set(Case.all.map(\.name)) == registered)
  }

  @Test func theCheckFindsAModelThatRemembersWhomItAnswered() throws {
    var registry = Registry()
    try registry.add(Rememberer.self)
    let model = try TrainingJob.train(
      ModelRecipe(model: "rememberer"), on: .tiny(), split: Case.split, registry: registry,
      compute: .testing(), monitor: SilentMonitor())
    let error = #expect(throws: CheckFailure.self) {
      try checkEvaluatorCausality(model, on: .tiny(), registry: registry, compute: .testing())
    }
    #expect(error?.description.contains("the prediction at position") == true)
  }
}

/// Answers by how often it was told something: what the engine forbids.
private final class Rememberer: Recommender {
  typealias Options = NoOptions
  typealias Representation = Void

  static let descriptor = ModelDescriptor(
    name: "rememberer", summary: "remembers", discussion: "remembers", reference: "none")

  private var told: Float = 0

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) {}
  func extend(_ representation: inout Void, by interaction: Interaction) { told += 0.001 }
  func score(_ representation: Void, item: Int) -> Float { 2 + told }
  func path(of representation: Void) -> AnswerPath { .globalMean }
}
