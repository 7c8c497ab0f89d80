import DebutEngine
import DebutTesting
import Testing

/// The duties of every model of the house, whatever it learns.
@Suite struct ContractTests {
  @Test(arguments: Case.all) func copiesOfAUserGoTheirOwnWays(case model: Case) throws {
    let fold = try model.trained()
    let history = fold.heldOut[0]
    func scores(_ view: any AnyRepresentation) -> [Float] {
      (0..<fold.itemCount).map { view.score(item: $0) }
    }
    let view = fold.model.answering(UserQuery(history: history[0..<5]))
    let before = scores(view)
    let copy = view.copy()
    #expect(scores(copy) == before)
    for rating in history[5...] { copy.extend(by: rating) }
    #expect(scores(view) == before)
    let after = scores(copy)
    for rating in history[5..<8] { view.extend(by: rating) }
    #expect(scores(copy) == after)
  }

  @Test(arguments: Case.all) func itemVectorsAreWhole(case model: Case) throws {
    let fold = try model.trained()
    guard let vectors = try? fold.model.vectorsOfItems.get() else {
      // Models of embeddings have them whatever their options are.
      #expect(!["latent-cf", "deep-cf", "latent-cf-mlp", "mlinknet"].contains(model.name))
      return
    }
    #expect(vectors.count == fold.itemCount)
    #expect(vectors.values.allSatisfy { $0.isFinite })
    #expect(Set((0..<vectors.count).map { Array(vectors[$0]) }).count == vectors.count)
  }

  @Test(arguments: Case.all) func conforms(case model: Case) throws {
    // Models learn the same without optimisation, and that takes most of the time.
    let learning: Set<ConformanceCheck> = [.learnsPattern, .noise]
    let checks = ConformanceCheck.allCases.filter { isOptimised || !learning.contains($0) }
    let report = try model.subject().examine(checks)
    #expect(report.results.count == checks.count)
    for failure in report.failures { Issue.record("\(failure.name): \(failure.evidence)") }
    let saving = report.results.first { $0.name == ConformanceCheck.saveAndLoad.rawValue }
    #expect(saving?.outcome == .passed)
  }

  /// A user of the training set whose history is that of training, and the same after one more rating.
  @Test(arguments: Case.all.filter(\.hasUserVectors)) func knownUsersAnswerByTheirVector(
    case model: Case
  ) throws {
    let fold = try model.trained()
    let history = fold.training[3]
    let known = fold.model.answering(UserQuery(history: history, trainedUser: 3))
    #expect(known.path == .trainedVector)
    let next = Interaction(item: 0, rating: 1)
    known.extend(by: next)
    #expect(known.path == .foldIn(history.count + 1))
    let replayed = fold.model.answering(
      UserQuery(history: History(Array(history) + [next]), trainedUser: 3))
    #expect(replayed.path == known.path)
    for item in 0..<fold.itemCount {
      #expect(abs(known.score(item: item) - replayed.score(item: item)) < 1e-4)
    }
  }
}
