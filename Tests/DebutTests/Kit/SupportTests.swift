import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// The checks that other tests lean on must be able to fail.
@Suite struct SupportTests {
  private let data = Dataset.tiny(users: 12, ratings: 6...12)

  private func planted(peeks: Bool = false) throws -> PlantedModel {
    var options = PlantedModel.Options()
    options.peeks = peeks
    let model = PlantedModel(options: options)
    let run = TrainingContext(
      seed: 1, compute: try .testing(), epochs: 2, batch: 4,
      sampler: EverySampler(options: NoOptions()))
    try model.fit(data.trainingSet, run)
    return model
  }

  private var batch: SequenceBatch { .of(data.histories, users: 0..<5) }

  @Test func aGoodModelPasses() throws {
    let model = try planted()
    try checkExtendEqualsReplay(model, on: data.histories, itemCount: 30)
    try checkCausality(model, on: data.histories, scale: data.scale)
    try checkLossIsCausal(model, batch, scale: data.scale, compute: .testing())
    try checkLossAgreesWithAnswers(model, batch, on: data.histories, compute: .testing())
    let last = SequenceBatch.of(data.histories, users: 2..<9, everyPosition: false)
    try checkLossAgreesWithAnswers(model, last, on: data.histories, compute: .testing())
  }

  @Test func aModelThatPeeksInTrainingIsFound() throws {
    let model = try planted(peeks: true)
    let error = #expect(throws: CheckFailure.self) {
      try checkLossAgreesWithAnswers(model, batch, on: data.histories, compute: .testing())
    }
    #expect(error?.description.hasPrefix("the loss is 0.49") == true)
  }

  @Test func aModelWithOneStateForAllIsFound() throws {
    let error = #expect(throws: CheckFailure.self) {
      try checkCausality(SharedState(options: .init()), on: data.histories, scale: data.scale)
    }
    #expect(
      error?.description
        == "user 1: the prediction at position 1 changes from 2.5 to 5.0 with ratings from 5 on")
  }

  @Test func tinyIsWhatItSays() {
    #expect(data.histories.count == 12)
    #expect(data.histories.allSatisfy { (6...12).contains($0.count) })
    #expect(data.histories.allSatisfy { Set($0.items).count == $0.count })
    #expect(data.histories.columns.ratings.allSatisfy(data.scale.contains))
    #expect(!Dataset.tiny(timestamps: false).hasTimestamps && data.hasTimestamps)
  }
}

/// Keeps the sum of stars in the model instead of the representation.
private final class SharedState: Recommender {
  static let descriptor = ModelDescriptor(
    name: "shared", summary: "shared", discussion: "shared", reference: "none")
  private var sum: Float = 0

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int {
    sum = user.history.ratings.reduce(0, +)
    return user.history.count
  }
  func extend(_ representation: inout Int, by interaction: Interaction) {
    sum += interaction.rating
  }
  func score(_ representation: Int, item: Int) -> Float { sum }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}
