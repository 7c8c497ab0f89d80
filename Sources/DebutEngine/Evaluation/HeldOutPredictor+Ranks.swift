import Debut

extension HeldOutPredictor {
  /// Returns the answers to the targets of a fold, in the kind that the protocol asks for.
  ///
  /// - Throws: `EngineError.interrupted`; `.notEvaluable` for a model without stars that is asked for them.
  func answers(
    to fold: HeldOutFold, by method: EvaluationProtocol, compute: Compute, shouldStop: () -> Bool
  ) throws -> FoldPredictions {
    if let nextItem = method.nextItem {
      return try ranks(for: fold, by: nextItem, compute: compute, shouldStop: shouldStop)
    }
    guard model.descriptor.learning == .ratings else {
      throw EngineError.noStars(model: model.name)
    }
    return try predictions(for: fold, compute: compute, shouldStop: shouldStop)
  }

  /// Returns the ranks of all targets of a fold, in their order. A target of an item without training events is
  /// a miss, rank 0.
  ///
  /// - Throws: `EngineError.interrupted`.
  func ranks(
    for fold: HeldOutFold, by method: NextItemProtocol, compute: Compute, shouldStop: () -> Bool
  ) throws -> FoldPredictions {
    let clock = ContinuousClock()
    let start = clock.now
    let trained = trained(for: fold.fold)
    let histories = try translated(fold, trained, shouldStop: shouldStop)
    let candidates = trained.supports.indices.filter { trained.supports[$0] > 0 }.map { Int32($0) }
    let rules = RankingRules(
      candidates: candidates, itemCount: trained.supports.count, top: method.top,
      repeats: method.repeats, sampled: method.sampledCandidates, seed: method.seed)
    guard
      let ranked = trained.model.ranks(
        for: histories, rules: rules, compute: compute, shouldStop: shouldStop)
    else { throw EngineError.interrupted }
    var unknown = 0
    for held in histories {
      for item in held.history[held.firstTarget..<held.history.count].items {
        unknown += item < 0 || trained.supports[Int(item)] == 0 ? 1 : 0
      }
    }
    return FoldPredictions(
      values: ranked.ranks, unknownItems: unknown,
      unanswered: ranked.unanswered.count { $0 },
      fallbacks: Array(repeating: false, count: ranked.ranks.count),
      faults: trained.log.faults,
      seconds: trained.seconds + (clock.now - start) / .seconds(1),
      lists: ranked.lists.isEmpty
        ? nil
        : ListFigures(ranked.lists, supports: trained.supports, candidates: candidates.count))
  }
}
