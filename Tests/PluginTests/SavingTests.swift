import Debut
import DebutTesting
import Foundation
import Testing

/// What every model of the house must do with files.
@Suite struct SavingTests {
  private let data = Dataset.tiny(users: 60, ratings: 18...26)
  private let split = Split.freshUsers(folds: [0])

  private func train(_ model: Case, epochs: Int, stopAfter steps: Int = .max) throws
    -> TrainedModel
  {
    try Experiment.train(
      model.request(epochs: epochs, batch: 16), on: data, split: split, registry: .builtIns(),
      compute: .testing(), monitor: StoppingMonitor(after: steps))
  }

  private func reopened(_ model: TrainedModel) throws -> TrainedModel {
    let path = NSTemporaryDirectory() + "debut-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    // Saving opens the file again, and compares answers for known and fresh users bit by bit.
    try ModelFile.save(model, to: path, registry: .builtIns(), compute: .testing())
    return try ModelFile.open(path, registry: .builtIns(), compute: .testing()).model
  }

  private func predictions(_ model: TrainedModel) throws -> [UInt32] {
    try Evaluator.evaluate(
      [model], on: data, split: split, registry: .builtIns(), compute: .testing()
    ).predictions[0].predictions.map(\.prediction.bitPattern)
  }

  @Test(arguments: Case.all) func anOpenedModelAnswersTheSame(case model: Case) throws {
    let trained = try train(model, epochs: 2)
    let copy = try reopened(trained)
    #expect(try predictions(copy) == predictions(trained))
    #expect(copy.options == trained.options)
    let view = try copy.answer(userID: 1, history: trained.history(of: data, user: 0), for: "test")
    #expect(model.hasUserVectors == (view.path == .trainedVector))
  }

  @Test(arguments: Case.all.filter { $0.isTrainedBySteps })
  func anInterruptedTrainingComesToTheSame(case model: Case) throws {
    let whole = try train(model, epochs: 3)
    let steps = model.name.contains("cf") ? 90 : 5
    let broken = try train(model, epochs: 3, stopAfter: steps)
    #expect(broken.folds[0].log.end == .interrupted)
    let finished = try Experiment.resume(
      try reopened(broken), on: data, registry: .builtIns(), compute: .testing(threads: 2),
      monitor: SilentMonitor())
    #expect(finished.folds[0].log == whole.folds[0].log)
    #expect(try predictions(finished) == predictions(whole))
  }
}

extension Case {
  var isTrainedBySteps: Bool {
    (try? Registry.builtIns().model(name).descriptor.training) != nil
  }
}

extension TrainedModel {
  /// A user's history by item ids.
  fileprivate func history(of data: Dataset, user: Int) -> [RatedItem] {
    data.histories[user].map {
      RatedItem(
        itemID: data.catalogue[$0.item].id, stars: $0.rating, timestamp: $0.timestamp)
    }
  }
}

/// Stops after a number of steps.
private final class StoppingMonitor: TrainingMonitor {
  private let limit: Int
  private var steps = 0

  init(after limit: Int) { self.limit = limit }

  var shouldStop: Bool { steps >= limit }
  func stepped(epoch: Int, of epochs: Int, fraction: Double, loss: Double) { steps += 1 }
  func finished(epoch: Int, of epochs: Int, _ result: TrainingLog.Epoch) {}
}
