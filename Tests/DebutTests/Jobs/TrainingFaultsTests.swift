import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct TrainingFaultsTests {
  private static let data = Dataset.tiny(users: 40)

  private func bench() throws -> TestBench { TestBench(Self.data, registry: try .testing()) }

  /// A number that is predicted for everything, as far from all ratings as it says.
  private func faults(level: String) throws -> [String] {
    try bench().train("drift", ["start": level, "rate": "0"], epochs: 1).folds[0].log
      .faults
  }

  @Test func predictionsWorseThanAnyConstantAreTold() throws {
    // On a scale from 1 to 5 the constants 1 and 5 are within its width of every rating, 8.9 is not.
    #expect(try faults(level: "1") == [])
    #expect(try faults(level: "5") == [])
    let told = try faults(level: "1000000")
    #expect(told.count == 1)
    #expect(
      told[0].hasPrefix(
        "the training diverged, or does not suit the scale: predictions of training ratings are off by 99999"
      ))
    #expect(
      told[0].hasSuffix(
        " stars (root mean square, before they are clipped), and the scale is only 4.0 wide"))
    #expect(try faults(level: "-1000000").count == 1)
  }

  @Test func faultsStayWithTheModel() throws {
    let bench = try bench()
    let model = try bench.train("drift", ["start": "1000000", "rate": "0"], epochs: 1)
    let faults = model.folds[0].log.faults
    #expect(faults.count == 1)
    #expect(try bench.reopened(model).folds[0].log.faults == faults)
    #expect(try bench.evaluate([model]).notes == ["drift: " + faults[0]])
  }

  /// A resumed training is judged anew.
  @Test func aResumedTrainingIsJudgedAnew() throws {
    let bench = try bench()
    let model = try bench.train("drift", ["start": "20", "rate": "1.5"], epochs: 12, stopAfter: 1)
    #expect(model.folds[0].log.faults.count == 1)
    let trained = try bench.resume(model)
    #expect(trained.folds[0].log.epochs.count == 12 && trained.folds[0].log.faults == [])
  }

  /// The squared width is 16; a hundred times that is no loss of any unit.
  @Test func aLossThatExplodedIsTold() throws {
    let training = Self.data.trainingSet
    let model = TieModel(options: NoOptions())
    func faults(_ losses: [Double], kept: Int? = nil) throws -> [String] {
      var log = TrainingLog()
      log.epochs = losses.map { .init(loss: $0, validation: nil) }
      log.keptEpoch = kept
      return TrainingFaults.find(in: model, log, on: training, compute: try .testing())
    }
    #expect(try faults([1600]) == [])
    #expect(
      try faults([1, 5e18]) == [
        "the training diverged: the mean training loss is 5e+18, and a constant prediction is off by "
          + "16.0 at most (the scale's width, squared)"
      ])
    #expect(try faults([1, 5e18], kept: 1) == [])
    // The loss may be in shares of the highest rating, which no narrow scale makes smaller.
    let narrow = Dataset.histories([[(0, 0), (1, 0.001)]], scale: RatingScale(0, 0.001)).trainingSet
    var log = TrainingLog()
    log.epochs = [.init(loss: 0.1, validation: nil)]
    let constant = DriftModel(options: .init())
    #expect(
      TrainingFaults.find(in: constant, log, on: narrow, compute: try .testing()) == [])
    #expect(try faults([5e18, 1]) == [])
  }

  @Test func aModelThatPredictsNothingIsTold() throws {
    let training = Dataset.histories(
      Array(repeating: (0..<10).map { (item: $0, stars: Float(3)) }, count: 20)
    ).trainingSet
    func faults(_ model: any Recommender) throws -> [String] {
      TrainingFaults.find(in: model, TrainingLog(), on: training, compute: try .testing())
    }
    #expect(try faults(CountingModel(options: .init())) == [])
    #expect(
      try faults(SilentModel(options: NoOptions())) == [
        "it has no prediction (NaN) for 160 of 160 training ratings"
      ])
  }
}

/// A model without a prediction of anything.
private final class SilentModel: Recommender {
  typealias Options = NoOptions

  static let descriptor = ModelDescriptor(
    name: "silent", summary: "silent", discussion: "silent", reference: "none")

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ context: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { .nan }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}
