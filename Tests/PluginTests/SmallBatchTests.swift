import DebutEngine
import DebutTesting
import Testing

@testable import Debut

/// Models that normalise over the rows of a batch cannot be trained on a single row.
@Suite struct SmallBatchTests {
  /// Twenty ratings by one user, which is one example of `random-20`.
  private func oneUser() throws -> Dataset {
    try Dataset(
      name: "one user",
      rows: (1...20).map {
        RatingRow(user: 1, item: .init($0), rating: Float($0 % 5 + 1), timestamp: $0)
      })
  }

  private func bench(_ data: Dataset) throws -> TestBench {
    TestBench(data, registry: try .builtIns(), split: .none)
  }

  @Test(arguments: ["mlinknet", "latent-cf-mlp", "deep-cf"])
  func aBatchOfOneIsRefused(model: String) throws {
    let recipe = ModelRecipe(model: model, epochs: 1, batch: 1)
    let refusal = EngineError.badSetting(
      name: "batch", value: 1, expected: "a whole number from 2 to 1000000")
    #expect(throws: refusal) { try bench(.tiny()).train(recipe) }
  }

  @Test func aSingleExampleIsRefused() throws {
    let refusal = EngineError.tooFewExamples(
      model: "mlinknet", sampler: "random-20", count: 1, needed: 2)
    #expect(throws: refusal) { try bench(oneUser()).train("mlinknet", epochs: 1) }
  }

  /// A plan out of a file is checked as well, when training goes on.
  @Test func aPlanOfAFileIsCheckedBeforeTheFirstStep() throws {
    let data = Dataset.tiny()
    let registry = try Registry.builtIns()
    let model = try registry.model("mlinknet").make([])
    let context = TrainingContext(
      seed: 1, compute: try .testing(), epochs: 1, batch: 1,
      sampler: try registry.sampler("random-20").make([Setting(name: "length", value: "3")]))
    let set = TrainingSet(
      histories: data.histories, itemCount: data.catalogue.ratedCount, feedback: data.feedback,
      catalogue: data.catalogue)
    #expect(
      throws: EngineError.badSetting(
        name: "batch", value: 1, expected: "a whole number from 2 to 1000000")
    ) { try model.fit(set, context) }
  }

  /// Others have nothing to normalise.
  @Test(arguments: ["gru-sequence", "latent-cf", "attention-sequence"])
  func othersAreTrainedOnSingleRows(model: String) throws {
    let trained = try bench(oneUser()).train(ModelRecipe(model: model, epochs: 1, batch: 1))
    #expect(trained.epochCount == 1)
  }
}
