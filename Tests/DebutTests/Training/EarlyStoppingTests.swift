import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct EarlyStoppingTests {
  /// All ratings are 3; the model goes 1.5, 2, 2.5, 3, 3.5, 4, 4.5, ... by half a star an epoch.
  private func fit(patience: Int?, epochs: Int = 12, limit: Int = .max) throws -> (
    DriftModel, TrainingLog
  ) {
    let rows = (0..<25).map { _ in (0..<4).map { (item: $0, stars: Float(3)) } }
    let run = TrainingContext(
      seed: 3, compute: try .testing(), epochs: epochs, batch: 1000, patience: patience,
      sampler: SingleSampler(options: NoOptions()), monitor: StoppingMonitor(after: limit))
    let model = DriftModel(options: .init())
    try model.fit(Dataset.histories(rows).trainingSet, run)
    return (model, run.log)
  }

  @Test func restoresTheBest() throws {
    let (model, log) = try fit(patience: 2)
    #expect(log.end == .early)
    #expect(log.epochs.count == 6)
    #expect(log.keptEpoch == 4)
    #expect(abs(model.level - 3) < 0.2)
    let errors = log.epochs.compactMap(\.validation)
    #expect(errors.count == 6 && errors.min() == errors[3])
  }

  @Test func restoresTheBestAfterAllEpochsToo() throws {
    let (model, log) = try fit(patience: 10, epochs: 6)
    #expect(log.end == .epochs && log.epochs.count == 6 && log.keptEpoch == 4)
    #expect(abs(model.level - 3) < 0.2)
  }

  @Test func withoutPatienceTheLastStays() throws {
    let (model, log) = try fit(patience: nil, epochs: 6)
    #expect(log.end == .epochs && log.keptEpoch == nil)
    #expect(abs(model.level - 4) < 0.2)
  }

  @Test func interruptionKeepsTheModelAsItIs() throws {
    // Stopped after the sixth step, which is the sixth epoch's only one: it has no validation any more.
    let (model, log) = try fit(patience: 10, limit: 6)
    #expect(log.end == .interrupted && log.keptEpoch == nil && log.epochs.count == 5)
    #expect(abs(model.level - 4) < 0.2)
  }

  @Test func tenPercentOfUsersAreSetAsideAndNotTrainedOn() throws {
    let (_, log) = try fit(patience: 2)
    #expect(log.validationUsers.count == 3)
    #expect(log.notes == ["3 of 25 training users validate"])
    let run = TrainingContext(
      seed: 3, compute: try .testing(), epochs: 1, batch: 4, patience: 1,
      sampler: EverySampler(options: NoOptions()))
    let model = PlantedModel(options: .init())
    try model.fit(Dataset.tiny(users: 40).trainingSet, run)
    #expect(model.learntUsers == 36 && run.log.validationUsers.count == 4)
  }
}
