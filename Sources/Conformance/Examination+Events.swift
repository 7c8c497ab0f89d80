import DebutEngine

/// The checks of models that learn from events, whose scores have no unit: what counts is their order.
extension Examination {
  /// True if the model learns from events.
  var learnsEvents: Bool {
    (try? subject.registry.model(subject.model).descriptor.learning) == .events
  }

  /// Returns small data of the kind that the model learns from.
  func data(users: Int) -> Dataset {
    learnsEvents ? .events(users: users) : .tiny(users: users, ratings: 18...26)
  }

  /// Trains with several numbers of threads, and compares the scores of all items.
  func sameOrderBits() throws -> String {
    let threads = [1, 1, 2, 3]
    var reference: [UInt32]?
    for count in threads {
      let compute = Compute(kernels: subject.kernels, workers: Workers(threads: count))
      let trained = try subject.trained(
        on: .events(users: 60), epochs: 2, unratedItems: 3, compute: compute)
      let bits = trained.heldOut.flatMap { history in
        let view = trained.model.answering(UserQuery(history: history))
        return (0..<trained.itemCount).map { view.score(item: $0).bitPattern }
      }
      try require(
        reference == nil || reference == bits,
        "the scores at \(threads[0]) and at \(count) threads differ")
      reference = bits
    }
    return "trained with 1, 1, 2 and 3 threads"
  }

  func scoresWithoutHistory(_ trained: ConformanceSubject.Trained) throws -> String {
    let view = trained.model.answering(UserQuery(history: .empty))
    try checkScores(view, trained.eventCounts, "from an empty history")
    return "path \"\(view.path)\""
  }

  func scoresOfUnknownItems(_ trained: ConformanceSubject.Trained) throws {
    let view = trained.model.answering(UserQuery(history: .empty))
    for item in [trained.itemCount - 1, 0] {
      view.extend(by: Interaction(item: item, rating: 1))
      try checkScores(view, trained.eventCounts, "after an event with item \(item)")
    }
  }

  func orderIsCausal(_ trained: ConformanceSubject.Trained) throws -> String {
    let moved = try checkOrderIsCausal(
      trained.model, on: trained.heldOut, itemCount: trained.itemCount)
    return
      "\(min(10, trained.heldOut.count)) users, other items from the middle on; the last scores of "
      + "\(moved) differ"
  }

  func learnsOrder() throws -> String {
    let trained = try subject.trained(on: .events(users: 150), batch: 64)
    let percentile = trained.meanPercentile
    let text = "mean percentile \(rounded(percentile)), by chance 0.500"
    try require(percentile < 0.45, "some items come more often, and in an order: \(text)")
    return text
  }

  func orderOfNoise() throws -> String {
    let trained = try subject.trained(on: .randomEvents(), batch: 64)
    let percentile = trained.meanPercentile
    let text = "mean percentile \(rounded(percentile)), by chance 0.500"
    try require(percentile > 0.45, "it knows what cannot be known: \(text)")
    try require(percentile < 0.55, "it takes noise for signal: \(text)")
    return text
  }
}
