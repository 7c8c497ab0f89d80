import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// Every model looks at the request to stop while it prepares, not at its first step alone.
@Suite struct PreparationStopTests {
  /// Counts how often it is asked, and stops at a question of choice.
  private final class CountingMonitor: TrainingMonitor {
    private let limit: Int
    private(set) var questions = 0
    private(set) var steps = 0

    init(stoppingAt limit: Int = .max) { self.limit = limit }

    var shouldStop: Bool {
      questions += 1
      return questions >= limit
    }
    func on(_ event: TrainingEvent) { if case .stepped = event { steps += 1 } }
  }

  private let data = Dataset.tiny(users: 150)

  private func train(_ model: String, _ monitor: CountingMonitor) throws {
    _ = try TrainingJob.train(
      ModelRecipe(model: model, epochs: 1), on: data, split: .none, registry: .builtIns(),
      compute: .testing(), monitor: monitor)
  }

  /// A model that was stopped before its first step has learnt nothing that could be kept.
  @Test(arguments: [
    "latent-cf", "deep-cf", "latent-cf-mlp", "mlinknet", "attention-sequence", "gru-sequence",
    "gru-hybrid",
  ])
  func aStopBeforeTheFirstStepKeepsNothing(model: String) throws {
    for question in [1, 2, 4] {
      let monitor = CountingMonitor(stoppingAt: question)
      #expect(throws: EngineError.interrupted) { try train(model, monitor) }
      #expect(monitor.steps == 0)
    }
  }

  /// The factorisations alternate 15 times between users and items: each side is a look at least.
  @Test(arguments: ["mf", "gru-hybrid"]) func factorsLookWithinAnAlternation(model: String) throws {
    let monitor = CountingMonitor()
    if model == "mf" {
      try train(model, monitor)
      #expect(monitor.questions > 2 * 2 * 15)
    } else {
      let early = CountingMonitor(stoppingAt: 2 * 15)
      #expect(throws: EngineError.interrupted) { try train(model, early) }
      // Once the first fit has ended, no other begins.
      #expect(early.questions < 2 * 15 + 12)
    }
  }

  @Test func roundsOfAFitHaveWholeBlocks() {
    let side = FactorRatings.Side(
      starts: (0...100).map { $0 * 3000 }, others: [], values: [])
    let rounds = side.rounds(of: 32)
    #expect(rounds == [0..<32, 32..<64, 64..<96, 96..<100])
    let light = FactorRatings.Side(starts: (0...25_000).map { $0 }, others: [], values: [])
    #expect(light.rounds(of: 32).map(\.count) == [9984, 9984, 5032])
    #expect(FactorRatings.Side(starts: [0], others: [], values: []).rounds(of: 32).isEmpty)
  }
}
