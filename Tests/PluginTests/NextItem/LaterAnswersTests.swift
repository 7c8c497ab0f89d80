import DebutEngine
import DebutTesting
import Testing

@testable import GRU4Rec
@testable import SASRec

/// Answers to questions after training, by weights or shares of their own: in files, at any number of threads, after a stop.
@Suite struct LaterAnswersTests {
  /// Users who come and go at the same times, so that the last tenth of the events is of many.
  private static let data = Dataset(
    name: "later", isGenerated: true, feedback: .implicit,
    catalogue: Catalogue(
      rated: (0..<30).map { Item(id: Vocabulary.Key($0), title: "Item \($0)") }),
    histories: EventCountsTests.events(users: 500, items: 30), fingerprint: "later")

  private static let requests = [
    ModelRecipe(
      model: "transition-mixture",
      settings: [
        Setting(name: "positions", value: "300"), Setting(name: "hidden", value: "4"),
        Setting(name: "mixture-positions", value: "300"),
        Setting(name: "score-positions", value: "200"),
      ]),
    ModelRecipe(
      model: "gru4rec", settings: [Setting(name: "hidden", value: "16")], epochs: 2, batch: 64),
    ModelRecipe(
      model: "sasrec",
      settings: [Setting(name: "depth", value: "8"), Setting(name: "window", value: "4")],
      epochs: 2, batch: 64),
  ]

  private let bench: TestBench

  init() throws { bench = TestBench(Self.data, registry: try .builtIns(), split: .none) }

  private func train(
    _ request: ModelRecipe, threads: Int = 1, _ monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> TrainedModel {
    try TrainingJob.train(
      request, on: bench.data, split: bench.split, registry: bench.registry,
      compute: .testing(threads: threads), monitor: monitor)
  }

  /// Bits of the scores of all items for some users, who ask after training or not.
  private func bits(_ model: TrainedModel, isAfterTraining: Bool) -> [[UInt32]] {
    bench.data.histories.prefix(5).map { history in
      let view = model.folds[0].model.answering(
        UserQuery(history: history[0..<3], isAfterTraining: isAfterTraining))
      return (0..<30).map { view.score(item: $0).bitPattern }
    }
  }

  private func expectSame(
    _ x: TrainedModel, _ y: TrainedModel, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for isAfterTraining in [true, false] {
      let answers = [x, y].map { bits($0, isAfterTraining: isAfterTraining) }
      #expect(answers[0] == answers[1], sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: requests) func filesAndThreadsChangeNothing(request: ModelRecipe) throws {
    let model = try train(request)
    let isAnother = bits(model, isAfterTraining: true) != bits(model, isAfterTraining: false)
    #expect(isAnother)
    expectSame(try bench.reopened(model), model)
    expectSame(try train(request, threads: 2), model)
    let trained = model.folds[0].model
    let mixture = (trained as? TransitionMixture)?.scorer?.later
    let network = (trained as? GRU4RecModel)?.scorer?.transitions
    let lifts = (trained as? SASRec)?.scorer?.lifts
    let hasBoth = network?.counts.later != nil && network?.later?.isLift == true
    #expect(mixture != nil || hasBoth || lifts != nil)
  }

  /// Positions after the events that were counted are read as questions after training are answered.
  @Test func laterPositionsAreReadAsTheyAreAsked() throws {
    let events = EventSequences(EventCountsTests.events(users: 200, items: 30))
    let later = try #require(LaterEvents(events))
    let last = try #require(later.before.times.max())
    let share = Double(later.before.items.count) / Double(events.items.count)
    #expect((0.8...0.91).contains(share))
    let counts = try EventCounts(
      later.before, itemCount: 30, repeats: true, workers: Workers(threads: 1)
    ) { _ in }
    var weights = TransitionWeights(mixture: Mixture(repeats: true))
    var generator = SeededGenerator(seed: 4)
    for i in weights.mixture.coefficients.indices {
      weights.mixture.coefficients[i] = Double(generator.uniform()) - 0.5
    }
    for i in weights.score.coefficients.indices {
      weights.score.coefficients[i] = generator.uniform() - 0.5
    }
    let scorer = TransitionScorer(
      counts, TransitionWeights(mixture: Mixture(repeats: true)), later: weights, nil,
      kernels: try Compute.testing().kernels)
    let reader = PositionReader(counts, later.all, leavesOut: false)
    var read = 0
    for user in 0..<later.all.userCount {
      let (start, end) = (later.all.starts[user], later.all.starts[user + 1])
      for position in max(1, later.firstPositions[user])..<max(1, end - start) {
        #expect(later.all.times[start + position] > last)
        var expected = [Float](repeating: 0, count: 30)
        let target = expected.withUnsafeMutableBufferPointer {
          reader.scores(
            TrainingPosition(user: user, position: position), weights.mixture, weights.score,
            into: $0.baseAddress!
          ).target
        }
        #expect(target == Int(later.all.items[start + position]))
        let state = scorer.state(
          of: UserQuery(
            history: History(
              (start..<start + position).map {
                Interaction(
                  item: Int(later.all.items[$0]), rating: 1, timestamp: later.all.times[$0])
              }), isAfterTraining: true))
        var answer = [Float](repeating: 0, count: 30)
        (0..<30).map(Int32.init).withUnsafeBufferPointer { items in
          answer.withUnsafeMutableBufferPointer { scorer.score(state, items: items, into: $0) }
        }
        for (x, y) in zip(answer, expected) where x > TransitionScorer.lowest {
          #expect(abs(x - y) < 1e-3 * max(1, abs(y)))
        }
        read += 1
      }
    }
    #expect(read >= 200)
  }

  /// Explained is the score that is listed.
  @Test(arguments: requests) func whyIsAskedAfterTrainingToo(request: ModelRecipe) throws {
    let model = try train(request)
    let history = bench.data.histories[1][0..<3].map {
      RatedItem(
        itemID: Vocabulary.Key($0.item), stars: $0.rating, timestamp: $0.timestamp)
    }
    let listed = try model.answer(history: history).top(5)
    for item in listed {
      let explained = try model.explain(
        itemID: item.itemID, history: history, last: 2, compute: .testing())
      #expect(explained?.score == item.score)
    }
    #expect(listed.count == 5)
  }

  /// Stopped when all epochs are through, or in either fit of weights: the rest is learnt later.
  @Test(arguments: ["last step", "weights of both parts", "counts"])
  func aStopAfterTheEpochsLeavesTheRest(part: String) throws {
    let watching = StoppingMonitor()
    var request = Self.requests[1]
    request.patience = 9
    let whole = try train(request, watching)
    let monitor =
      part == "last step"
      ? StoppingMonitor(after: watching.steps) : StoppingMonitor(inPart: part, epochsBefore: 2)
    let broken = try train(request, monitor)
    #expect(broken.folds[0].log.end == .interrupted && broken.epochCount == 2)
    #expect(broken.isResumable && broken.remainingPlannedEpochs == nil)
    let resumed = try bench.resume(try bench.reopened(broken), threads: 2)
    expectSame(resumed, whole)
    #expect(resumed.folds[0].log == whole.folds[0].log && !resumed.isResumable)
  }
}
