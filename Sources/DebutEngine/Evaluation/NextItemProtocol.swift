import Debut

/// The protocol of next items: every target is ranked among the items of the training data.
///
/// - Stability: evolving.
public struct NextItemProtocol: Hashable, Sendable {
  /// The targets among a user's held-out events.
  ///
  /// - Stability: evolving.
  public enum Targets: String, CaseIterable, Hashable, Sendable {
    /// Every event, each after those before it.
    case all
    /// The first event.
    case first
    /// The last event, after all others.
    case last
  }

  /// The length of the lists, K.
  public var top = 10
  /// True if items that the user has had are candidates; otherwise they are left out of lists, and a target
  /// among them is a miss.
  public var repeats = false
  /// The number of random candidates that a target is ranked among; nil: all items. Figures of few candidates
  /// are higher, and may order models otherwise (Krichene and Rendle 2020).
  public var sampledCandidates: Int?
  /// The seed of random candidates.
  public var seed: UInt64 = 0
  /// The targets among held-out events.
  public var targets = Targets.all

  /// Makes the protocol: lists of ten, all candidates, items had before left out, every held-out event.
  public init() {}

  /// The figures: NDCG, by which models are ranked, hit rate and reciprocal rank.
  public var metrics: [any Metric] {
    [DiscountedGain(at: top), HitRate(at: top), ReciprocalRank(at: top)]
  }

  /// "next-item", with what departs from the defaults: "next-item, repeats, candidates sampled:100".
  public var name: String {
    var parts = ["next-item"]
    if repeats { parts.append("repeats") }
    if targets != .all { parts.append("\(targets.rawValue) events") }
    if let sampledCandidates { parts.append("candidates sampled:\(sampledCandidates)") }
    return parts.joined(separator: ", ")
  }

  /// Returns the folds of a split with the targets of the protocol.
  ///
  /// - Throws: as `HeldOutFold.folds`; `EngineError.badSetting`.
  func folds(
    of split: Split, of dataset: Dataset, shouldStop: () -> Bool = { false }
  ) throws -> [HeldOutFold] {
    try check()
    let folds = try HeldOutFold.folds(of: split, of: dataset, shouldStop: shouldStop)
      .map { $0.asking(self) }
    try HeldOutFold.check(folds, of: split, of: dataset)
    return folds
  }

  /// Checks that the numbers are in range.
  ///
  /// - Throws: `EngineError.badSetting`.
  func check() throws {
    guard (1...1_000).contains(top) else {
      throw EngineError.badSetting(
        name: "top", value: top, expected: "a whole number from 1 to 1000")
    }
    if let sampledCandidates, !(1...1_000_000).contains(sampledCandidates) {
      throw EngineError.badSetting(
        name: "candidates", value: sampledCandidates, expected: "a whole number from 1 to 1000000")
    }
  }
}

extension HeldOutFold {
  /// Returns the fold with the targets of a protocol. Under fresh users a user's first event is none: nothing is
  /// known before it.
  func asking(_ method: NextItemProtocol) -> HeldOutFold {
    let asked = histories.compactMap { held -> HeldOutHistory? in
      let first = fold == nil ? held.firstTarget : max(held.firstTarget, 1)
      let end = held.history.count
      guard first < end else { return nil }
      let range =
        switch method.targets {
        case .all: first..<end
        case .first: first..<first + 1
        case .last: end - 1..<end
        }
      return HeldOutHistory(
        userID: held.userID, history: held.history[0..<range.upperBound],
        firstTarget: range.lowerBound)
    }
    return HeldOutFold(fold: fold, histories: asked, outcome: { _ in .nextItem })
  }
}
