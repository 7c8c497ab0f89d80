import Debut
import DebutTesting
import Testing

/// What every model of the house must do, whatever it learns.
@Suite struct ContractTests {
  @Test(arguments: Case.all) func sameBitsAtAnyNumberOfThreads(case model: Case) throws {
    for variant in [KernelVariant.scalar, Kernels.available[Kernels.available.count - 1]] {
      try checkSameBits(
        model.request(epochs: 2), on: .tiny(users: 60, ratings: 18...26), registry: .builtIns(),
        kernels: try Kernels.table(for: variant))
    }
  }

  @Test(arguments: Case.all) func extendEqualsReplay(case model: Case) throws {
    let fold = try model.trained()
    try checkExtendEqualsReplay(
      fold.model, on: fold.heldOut, itemCount: fold.itemCount, tolerance: 2e-5)
  }

  @Test(arguments: Case.all) func laterRatingsChangeNoEarlierPrediction(case model: Case) throws {
    let fold = try model.trained()
    try checkCausality(fold.model, on: fold.heldOut, scale: RatingScale(1, 5))
  }

  @Test(arguments: Case.all) func answersWithoutHistoryAndForItemsNobodyRated(
    case model: Case
  ) throws {
    let fold = try model.trained(unratedItems: 3)
    let answer = fold.model.answering(UserQuery(history: .empty))
    for item in 0..<fold.itemCount { #expect(answer.score(item: item).isFinite) }
    answer.extend(by: Interaction(item: fold.itemCount - 1, rating: 5))
    for item in 0..<fold.itemCount { #expect(answer.score(item: item).isFinite) }
    #expect(abs(answer.score(item: 0) - 3) < 2.5)
  }

  @Test(arguments: Case.all) func copiesOfAUserGoTheirOwnWays(case model: Case) throws {
    let fold = try model.trained()
    let history = fold.heldOut[0]
    func scores(_ view: any Answering) -> [Float] {
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
    guard let vectors = (fold.model as? any ItemEmbedding)?.itemVectors else {
      // Models of embeddings have them whatever their options are.
      #expect(!["latent-cf", "deep-cf", "latent-cf-mlp", "mlinknet"].contains(model.name))
      return
    }
    #expect(vectors.count == fold.itemCount)
    #expect(vectors.values.allSatisfy { $0.isFinite })
    #expect(Set((0..<vectors.count).map { Array(vectors[$0]) }).count == vectors.count)
  }

  @Test(arguments: Case.all) func severalThreadsMayAskAtOnce(case model: Case) throws {
    let fold = try model.trained()
    let histories = fold.heldOut
    let box = Unchecked(model: fold.model)
    func follow(_ user: Int) -> [Float] {
      let view = box.model.answering(UserQuery(history: .empty))
      return histories[user % histories.count].map { next in
        defer { view.extend(by: next) }
        return view.score(item: next.item)
      }
    }
    let serial = (0..<24).map(follow)
    let slots = (0..<24).map { _ in Slot() }
    Workers(threads: 4).run(shards: 24) { slots[$0].values = follow($0) }
    #expect(slots.map(\.values) == serial)
  }

  @Test(arguments: Case.all) func optionsAndTextsAreComplete(case model: Case) throws {
    let entry = try Registry.builtIns().model(model.name)
    #expect(entry.descriptor.summary.count < 100 && !entry.descriptor.summary.hasSuffix("."))
    #expect(entry.descriptor.discussion.count > 100 && !entry.descriptor.reference.isEmpty)
    #expect(Set(entry.options.map(\.name)).count == entry.options.count)
    if let training = entry.descriptor.training {
      let sampler = try Registry.builtIns().sampler(training.sampler)
      #expect(training.accepts.contains(sampler.descriptor.shape))
    }
    #expect(throws: EngineError.self) { try entry.make([Setting(name: "nonsense", value: "1")]) }
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

/// The check is that threads sharing it do no harm.
private struct Unchecked: @unchecked Sendable {
  let model: any Recommender
}

/// Each shard writes to one of its own.
private final class Slot: @unchecked Sendable {
  var values: [Float] = []
}
