import DebutEngine

/// The checks of a model. Each returns its evidence, or throws the fault.
final class Examination {
  let subject: ConformanceSubject
  private var small: ConformanceSubject.Trained?

  init(_ subject: ConformanceSubject) { self.subject = subject }

  /// Runs one check.
  ///
  /// - Throws: `CheckFailure`; `ConformanceSkip`; the errors of training.
  func run(_ check: ConformanceCheck) throws -> String {
    switch check {
    case .texts: try texts()
    case .optionsRoundTrip: try optionsRoundTrip()
    case .sameBits: try sameBits()
    case .emptyHistory: try emptyHistory()
    case .unknownItems: try unknownItems()
    case .batchEqualsSingle: try batchEqualsSingle()
    case .extendEqualsReplay: try extendEqualsReplay()
    case .causality: try causality()
    case .concurrency: try concurrency()
    case .learnsPattern: try learnsPattern()
    case .noise: try noise()
    case .interrupt: try interrupt()
    case .saveAndLoad: try saveAndLoad()
    }
  }

  /// Returns the model trained for two epochs on a small data set, with three items without ratings.
  private func trained() throws -> ConformanceSubject.Trained {
    if let small { return small }
    let trained = try subject.trained(on: data(users: 40), epochs: 2, unratedItems: 3)
    small = trained
    return trained
  }

  // MARK: Descriptor and options

  private func texts() throws -> String {
    let entry = try subject.registry.model(subject.model)
    let descriptor = entry.descriptor
    try require(
      (1..<100).contains(descriptor.summary.count) && !descriptor.summary.hasSuffix("."),
      "the summary is a line of 1 to 99 characters without a full stop: \(descriptor.summary)")
    try require(
      descriptor.discussion.count > 100,
      "the discussion says in more than 100 characters what is learnt and how a fresh user is answered"
    )
    try require(!descriptor.reference.isEmpty, "the reference is empty")
    try require(
      Set(entry.options.map(\.name)).count == entry.options.count, "two options have one name")
    try require(
      entry.options.allSatisfy { !$0.help.isEmpty && !$0.expectation.isEmpty },
      "an option has no help")
    if let training = descriptor.training {
      let sampler = try subject.registry.sampler(training.sampler)
      try require(
        training.accepts.contains(sampler.descriptor.shape),
        "the default sampler \(training.sampler) gives \(sampler.descriptor.shape.rawValue), "
          + "which the model does not accept")
    }
    return "\(entry.options.count) options"
  }

  private func optionsRoundTrip() throws -> String {
    let entry = try subject.registry.model(subject.model)
    for settings in [[], subject.settings] {
      let whole = try entry.complete(settings)
      try require(
        whole.map(\.name) == entry.options.map(\.name), "some options have no value as text")
      let again = try entry.complete(whole)
      try require(again == whole, "\(whole) reads back as \(again)")
      _ = try entry.make(whole)
    }
    try require(
      (try? entry.make([Setting(name: "no-such-option", value: "1")])) == nil,
      "an option that does not exist is accepted")
    return "\(entry.options.count) options"
  }

  private func sameBits() throws -> String {
    if learnsEvents { return try sameOrderBits() }
    let defaults = try subject.registry.model(subject.model).descriptor.training
    let request = ModelRecipe(
      model: subject.model, settings: subject.settings, epochs: defaults == nil ? nil : 2,
      batch: defaults.map { min($0.batch, 16) }, seed: 3)
    let threads = [1, 1, 2, 3]
    try checkSameBits(
      request, on: .tiny(users: 60, ratings: 18...26), registry: subject.registry,
      kernels: subject.kernels, threads: threads)
    return "trained with 1, 1, 2 and 3 threads"
  }

  // MARK: Predictions

  private func emptyHistory() throws -> String {
    let trained = try trained()
    if learnsEvents { return try scoresWithoutHistory(trained) }
    let view = trained.model.answering(UserQuery(history: .empty))
    var sum: Float = 0
    for item in 0..<trained.itemCount {
      let stars = view.score(item: item)
      try require(stars.isFinite, "item \(item) gets \(stars) stars from an empty history")
      sum += stars
    }
    let mean = sum / Float(trained.itemCount)
    try require(
      abs(mean - trained.meanRating) < 2.5,
      "the mean answer is \(mean) where the mean rating is \(trained.meanRating)")
    return "mean answer \(rounded(Double(mean))), path \"\(view.path)\""
  }

  private func unknownItems() throws -> String {
    let trained = try trained()
    if learnsEvents {
      try scoresOfUnknownItems(trained)
    } else {
      let view = trained.model.answering(UserQuery(history: .empty))
      view.extend(by: Interaction(item: trained.itemCount - 1, rating: 5))
      for item in 0..<trained.itemCount {
        try require(
          view.score(item: item).isFinite,
          "item \(item) gets \(view.score(item: item)) after a rating of an item that nobody rated")
      }
    }
    // Ratings, which models of events learn from too.
    let data = Dataset.tiny(users: 40, ratings: 18...26)
    let model = try TrainingJob.train(
      ModelRecipe(model: subject.model, settings: subject.settings, epochs: 1),
      on: data, split: .freshUsers(folds: [0]), registry: subject.registry,
      compute: Compute(kernels: subject.kernels, workers: Workers(threads: 1)),
      monitor: SilentMonitor())
    let known = RatedItem(itemID: data.catalogue[0].id, stars: 4)
    let answer = try model.answer(
      history: [RatedItem(itemID: 999_999, stars: 1), known])
    let plain = try model.answer(history: [known])
    let target = data.catalogue[1].id
    try require(
      answer.unknownItems == 1 && answer.predict(itemID: target) == plain.predict(itemID: target),
      "a rating of an item that is not in the catalogue changes an answer")
    try require(answer.predict(itemID: 999_999) == nil, "an item out of the catalogue gets stars")
    return "3 items without ratings, 1 unknown"
  }

  private func batchEqualsSingle() throws -> String {
    let trained = try trained()
    let items = (0..<Int32(trained.itemCount)).map { $0 }
    for history in trained.heldOut.prefix(4) {
      let view = trained.model.answering(UserQuery(history: history))
      var many = [Float](repeating: .nan, count: items.count)
      items.withUnsafeBufferPointer { items in
        many.withUnsafeMutableBufferPointer { view.score(items: items, into: $0) }
      }
      for item in items.indices {
        let one = view.score(item: item)
        try require(
          abs(many[item] - one) <= 1e-5 * (1 + abs(one)) || many[item].isNaN && one.isNaN,
          "item \(item) gets \(many[item]) among others and \(one) alone")
      }
      try listsLikeScores(view, many)
    }
    return "\(items.count) items, \(min(4, trained.heldOut.count)) users"
  }

  /// Checks a list that the model makes in a way of its own.
  private func listsLikeScores(_ view: any AnyRepresentation, _ scores: [Float]) throws {
    let ranked = scores.indices.filter { !scores[$0].isNaN && $0 % 5 != 2 }
      .sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(10)
    guard let list = view.top(10, where: { $0 % 5 != 2 }) else { return }
    try require(
      list == ranked.map { ScoredItem(score: scores[$0], item: Int32($0)) },
      "its list is not that of the scores: \(list)")
  }

  private func extendEqualsReplay() throws -> String {
    let trained = try trained()
    try checkExtendEqualsReplay(
      trained.model, on: trained.heldOut, itemCount: trained.itemCount,
      tolerance: subject.tolerance)
    return "\(min(4, trained.heldOut.count)) users, every item after every rating"
  }

  private func causality() throws -> String {
    let trained = try trained()
    if learnsEvents { return try orderIsCausal(trained) }
    try checkCausality(trained.model, on: trained.heldOut, scale: trained.scale)
    return "\(min(10, trained.heldOut.count)) users, ratings turned over from the middle on"
  }

  private func concurrency() throws -> String {
    let trained = try trained()
    let histories = trained.heldOut
    let box = Shared(model: trained.model)
    func follow(_ user: Int) -> [UInt32] {
      let view = box.model.answering(UserQuery(history: .empty))
      return histories[user % histories.count].map { next in
        defer { view.extend(by: next) }
        return view.score(item: next.item).bitPattern
      }
    }
    let serial = (0..<24).map(follow)
    let slots = (0..<24).map { _ in Slot() }
    Workers(threads: 4).run(shards: 24) { slots[$0].values = follow($0) }
    try require(slots.map(\.values) == serial, "four threads at once get other answers than one")
    return "24 users on 4 threads"
  }
}

extension Examination {
  // MARK: Learning

  private func learnsPattern() throws -> String {
    guard subject.learnsItems else {
      throw ConformanceSkip(reason: "by intention it knows nothing of items")
    }
    if learnsEvents { return try learnsOrder() }
    let trained = try subject.trained(on: .additive(), batch: 64)
    let (error, floor) = (trained.error, trained.errorOfMean)
    let text = "RMSE \(rounded(error)), the mean's \(rounded(floor))"
    try require(error < 0.95 * floor, "ratings are item plus user and nothing else: \(text)")
    return text
  }

  /// Checks the error on random ratings: much less than the mean's is a leak, much more is over-fitting.
  private func noise() throws -> String {
    if learnsEvents { return try orderOfNoise() }
    let trained = try subject.trained(on: .noise(), batch: 64)
    let (error, floor) = (trained.error, trained.errorOfMean)
    let text = "RMSE \(rounded(error)), the mean's \(rounded(floor))"
    try require(error > 0.9 * floor, "it knows what cannot be known: \(text)")
    try require(error < 1.3 * floor, "it takes noise for signal: \(text)")
    return text
  }

  private func interrupt() throws -> String {
    let isGradient = try subject.registry.model(subject.model).descriptor.training != nil
    let monitor = HaltingMonitor(afterFirstStep: isGradient)
    let trained: ConformanceSubject.Trained
    do {
      trained = try subject.trained(
        on: data(users: 40), epochs: 50, monitor: monitor)
    } catch EngineError.interrupted {
      return "it gave up without a model"
    }
    try require(
      monitor.steps <= 2, "\(monitor.steps) steps were taken after the first, where it was to stop")
    if trained.model is any GradientRecommender {
      try require(trained.log.end == .interrupted, "the log does not say that it was interrupted")
    }
    let view = trained.model.answering(UserQuery(history: .empty))
    for item in 0..<trained.itemCount where !learnsEvents || trained.eventCounts[item] > 0 {
      try require(
        view.score(item: item).isFinite, "it cannot answer for item \(item) after it was stopped")
    }
    return "after \(monitor.steps) steps"
  }
}

/// Stops the training after the first step, or at once, and counts all steps.
private final class HaltingMonitor: TrainingMonitor {
  private(set) var steps = 0
  private let waits: Bool

  init(afterFirstStep waits: Bool) { self.waits = waits }

  var shouldStop: Bool { !waits || steps > 0 }
  func on(_ event: TrainingEvent) { if case .stepped = event { steps += 1 } }
}

/// A model shared between threads, which is safe by the contract that is checked.
private struct Shared: @unchecked Sendable {
  let model: any Recommender
}

/// The predictions of one shard, which alone writes to it.
private final class Slot: @unchecked Sendable {
  var values: [UInt32] = []
}

/// Returns a value with three decimals.
func rounded(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e6 else { return "\(value)" }
  let thousandths = Int((abs(value) * 1000).rounded())
  let digits = String(thousandths % 1000)
  return (value < 0 ? "-" : "") + "\(thousandths / 1000)."
    + String(repeating: "0", count: 3 - digits.count) + digits
}
