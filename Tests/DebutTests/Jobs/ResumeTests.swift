import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct ResumeTests {
  private let bench: TestBench

  init() throws { bench = TestBench(.tiny(users: 61), registry: try .filing()) }

  private func train(
    _ model: String = "planted", epochs: Int, stopAfter epoch: Int? = nil, patience: Int? = nil,
    interruptedAfter steps: Int = .max,
    _ split: Split = .freshUsers(folds: [0])
  ) throws -> TrainedModel {
    try bench.train(
      model, epochs: epochs, stopAfter: epoch, patience: patience, seed: 11, under: split,
      monitor: StoppingMonitor(after: steps))
  }

  private func resume(
    _ model: TrainedModel, epochs: Int? = nil, stopAfter epoch: Int? = nil,
    on other: Dataset? = nil, threads: Int = 1, interruptedAfter steps: Int = .max
  ) throws -> TrainedModel {
    try bench.resume(
      model, epochs: epochs, stopAfter: epoch, on: other, threads: threads,
      monitor: StoppingMonitor(after: steps))
  }

  private func expectSame(
    _ x: TrainedModel, _ y: TrainedModel, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func bits(_ model: TrainedModel) -> [[UInt32]] {
      (model.folds[0].model as? any GradientRecommender)?.parameters.map {
        $0.value.floats.map(\.bitPattern)
      } ?? []
    }
    #expect(bits(x) == bits(y) && !bits(x).isEmpty, sourceLocation: sourceLocation)
    #expect(x.folds[0].log == y.folds[0].log, sourceLocation: sourceLocation)
  }

  @Test func fiveAndFiveAreTen() throws {
    let whole = try train(epochs: 10)
    let half = try bench.reopened(try train(epochs: 5))
    let resumed = try resume(half, epochs: 10, threads: 2)
    expectSame(resumed, whole)
    #expect(resumed.warnings.isEmpty && resumed.plan?.epochs == 10)
    // And from the middle of that, without a file between.
    expectSame(try resume(try train(epochs: 5), epochs: 10), whole)
  }

  /// Stopped in the middle of an epoch: the epoch is trained again, and the end is the same.
  @Test(arguments: [1, 2, 7, 23, 40]) func anInterruptedRunComesToTheSame(steps: Int) throws {
    let whole = try train(epochs: 4)
    let broken = try train(epochs: 4, interruptedAfter: steps)
    #expect(broken.folds[0].log.end == .interrupted)
    expectSame(try resume(try bench.reopened(broken)), whole)
    let twice = try resume(broken, interruptedAfter: 3)
    expectSame(try resume(try bench.reopened(twice)), whole)
  }

  /// Steps since the last whole epoch stay in the model that answers.
  @Test func anInterruptedModelAnswersAsItIs() throws {
    let broken = try train(epochs: 4, interruptedAfter: 30)
    let copy = try bench.reopened(broken)
    expectSame(copy, broken)
    let checkpoint = try #require(copy.folds[0].checkpoint)
    let parameters = try #require(copy.folds[0].model as? PlantedModel).parameters
    #expect(
      checkpoint.weights[0].values.floats.map(\.bitPattern)
        != parameters[0].value.floats.map(\.bitPattern))
  }

  @Test func validationGoesOn() throws {
    let whole = try train(epochs: 12, patience: 3)
    let broken = try bench.reopened(try train(epochs: 12, patience: 3, interruptedAfter: 45))
    expectSame(try resume(broken), whole)
    // All epochs trained and the best one kept: going on starts from the last one.
    let six = try bench.reopened(try train(epochs: 6, patience: 50))
    expectSame(try resume(six, epochs: 12), try train(epochs: 12, patience: 50))
  }

  @Test func anotherPlanEarnsAWarningWhereTheRateFollowsIt() throws {
    let half = try train("scheduled", epochs: 2)
    let resumed = try resume(half, epochs: 4)
    #expect(resumed.warnings.first?.description.contains("not the same as 4 epochs") == true)
    #expect(
      resumed.warnings == [
        .rateFollowsPlan(model: resumed.descriptor.name, before: 2, now: 4, trained: 2)
      ])
    let broken = try train("scheduled", epochs: 4, interruptedAfter: 9)
    let finished = try resume(broken)
    #expect(finished.warnings.isEmpty)
    expectSame(finished, try train("scheduled", epochs: 4))
  }

  /// The length that is planned decides the learning rate, wherever a run stops.
  @Test func aPlannedTrainingComesToTheSameInParts() throws {
    let whole = try train("scheduled", epochs: 6)
    #expect(whole.remainingPlannedEpochs == nil && !whole.isResumable && whole.stopAfter == nil)
    let part = try bench.reopened(try train("scheduled", epochs: 6, stopAfter: 2))
    #expect(part.folds[0].log.end == .epochs && part.epochCount == 2 && part.plan?.epochs == 6)
    #expect(part.remainingPlannedEpochs == 6 && part.isResumable && part.stopAfter == 2)
    let most = try resume(part, stopAfter: 5, threads: 2)
    #expect(most.epochCount == 5 && most.remainingPlannedEpochs == 6 && most.warnings.isEmpty)
    let finished = try resume(try bench.reopened(most))
    #expect(finished.warnings.isEmpty)
    expectSame(finished, whole)
    expectSame(try resume(part), whole)
    expectSame(try train("scheduled", epochs: 6, stopAfter: 6), whole)
  }

  /// A model can be gone on with more than once, whatever came of it.
  @Test func goingOnLeavesTheModelBeforeAsItWas() throws {
    let whole = try train(epochs: 6)
    let part = try train(epochs: 6, stopAfter: 2)
    expectSame(try resume(part, stopAfter: 3), try train(epochs: 6, stopAfter: 3))
    #expect(try resume(part, interruptedAfter: 17).folds[0].log.end == .interrupted)
    expectSame(try resume(part), whole)
    expectSame(part, try train(epochs: 6, stopAfter: 2))
  }

  /// Early stopping has the last word, and says where it had it.
  @Test func aTrainingThatGaveUpIsNotUnfinished() throws {
    let early = try #require(
      (1...40).lazy.map { try? self.train(epochs: 200, stopAfter: 5 * $0, patience: 1) }
        .compactMap { $0 }.first { $0.folds[0].log.end == .early })
    #expect(early.epochCount < 200 && early.remainingPlannedEpochs == nil && !early.isResumable)
  }

  @Test func ofSeveralFoldsNoneGoesOn() throws {
    let several = try train(epochs: 3, stopAfter: 1, .freshUsers(folds: [0, 1]))
    #expect(several.folds.allSatisfy { $0.log.epochs.count == 1 })
    #expect(several.remainingPlannedEpochs == 3 && !several.isResumable)
  }

  @Test func whatCannotGoOnSaysWhy() throws {
    func reason(
      _ model: TrainedModel, epochs: Int? = nil, stopAfter epoch: Int? = nil,
      on other: Dataset? = nil
    ) -> String {
      do {
        _ = try resume(model, epochs: epochs, stopAfter: epoch, on: other)
        return "resumed"
      } catch {
        return String(describing: error)
      }
    }
    let model = try train(epochs: 3)
    #expect(reason(model).contains("3 epochs are trained and 3 asked for"))
    #expect(reason(model, epochs: 2).contains("3 epochs are trained and 2 asked for"))
    #expect(
      throws: EngineError.alreadyTrained(model: model.name, epochs: 3, last: 3, isStop: true)
    ) { try resume(model, epochs: 9, stopAfter: 3) }
    #expect(reason(model, epochs: 9, stopAfter: 10).contains("stop-after 10 is not allowed"))
    #expect(reason(model, epochs: 0).contains("epochs 0"))
    #expect(
      reason(model, epochs: 5, on: .histories([[(0, 1)]], name: "others"))
        .contains("the ratings of others are others"))
    #expect(reason(try train("tie", epochs: 1, .none)).contains("is not trained by epochs"))
    let several = try train(epochs: 1, .freshUsers(folds: [0, 1]))
    #expect(reason(several).contains("one model is needed"))
  }
}
