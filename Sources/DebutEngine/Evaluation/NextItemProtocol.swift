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

  /// Returns the folds of a split with the targets of the protocol, and adds notes on these.
  ///
  /// - Throws: as `HeldOutFold.folds`; `EngineError.badSetting`.
  func folds(
    of split: Split, of dataset: Dataset, notes: inout [String],
    shouldStop: () -> Bool = { false }
  ) throws -> [HeldOutFold] {
    try check()
    let whole = try HeldOutFold.folds(of: split, of: dataset, shouldStop: shouldStop)
    let folds = whole.map { $0.asking(self) }
    try HeldOutFold.check(folds, of: split, of: dataset)
    notes += repeatNotes(whole, dataset) + tieNotes(whole, split, dataset)
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

extension NextItemProtocol {
  /// Returns the positions of a user's targets. Under fresh users the first event is none: nothing is known before it.
  fileprivate func targets(of held: HeldOutHistory, in fold: HeldOutFold) -> Range<Int>? {
    let first = fold.fold == nil ? held.firstTarget : max(held.firstTarget, 1)
    let end = held.history.count
    guard first < end else { return nil }
    return switch targets {
    case .all: first..<end
    case .first: first..<first + 1
    case .last: end - 1..<end
    }
  }

  /// Returns the seed of the order in which ratings of one second are asked for; nil: that of the data.
  ///
  /// Ratings of one second stand as in the file, often by item id: that is no order to guess the next item by. Where
  /// users are known to models, they are known by their histories in the order of the data, which stays.
  func tieOrder(of dataset: Dataset, under split: Split) -> UInt64? {
    guard dataset.feedback != .implicit, case .freshUsers = split else { return nil }
    return 0
  }

  /// Returns the share of targets that share their second with another event of their user; nil without times or
  /// targets.
  ///
  /// - Parameter whole: the folds with all held-out events as targets.
  func tiedShare(of whole: [HeldOutFold]) -> Double? {
    var (tied, count) = (0, 0)
    for fold in whole {
      for held in fold.histories {
        let times = held.history.timestamps
        guard !times.isEmpty, let range = targets(of: held, in: fold) else { continue }
        count += range.count
        for place in range.lowerBound + times.startIndex..<range.upperBound + times.startIndex {
          let isAfterOne = place > times.startIndex && times[place - 1] == times[place]
          let isBeforeOne = place + 1 < times.endIndex && times[place + 1] == times[place]
          tied += isAfterOne || isBeforeOne ? 1 : 0
        }
      }
    }
    return count == 0 ? nil : Double(tied) / Double(count)
  }

  /// Returns a note on targets that are misses whatever a model does, if there are any.
  private func repeatNotes(_ whole: [HeldOutFold], _ dataset: Dataset) -> [String] {
    guard !repeats, dataset.feedback.keepsRepeats else { return [] }
    var (had, count) = (0, 0)
    for fold in whole {
      for held in fold.histories {
        guard let range = targets(of: held, in: fold) else { continue }
        count += range.count
        var seen = Set(held.history[0..<range.lowerBound].items)
        for item in held.history[range].items where !seen.insert(item).inserted { had += 1 }
      }
    }
    guard had > 0 else { return [] }
    return [
      "\(Counted.percent(Double(had) / Double(count))) of the targets are items that the user had before: misses, unless repeats "
        + "are asked for"
    ]
  }

  /// Returns a note on targets whose place in the history says nothing, if there are any.
  private func tieNotes(
    _ whole: [HeldOutFold], _ split: Split, _ dataset: Dataset
  ) -> [String] {
    guard let share = tiedShare(of: whole), share > 0 else { return [] }
    let order =
      dataset.feedback == .implicit || tieOrder(of: dataset, under: split) != nil
      ? "" : "; that of these ratings is the order of the file (events without stars are drawn)"
    return [
      "\(Counted.percent(share)) of the targets share their time with another event of the user: their "
        + "order says nothing of the user\(order)"
    ]
  }
}

extension HeldOutFold {
  /// Returns the fold with the targets of a protocol.
  func asking(_ method: NextItemProtocol) -> HeldOutFold {
    let asked = histories.compactMap { held -> HeldOutHistory? in
      method.targets(of: held, in: self).map { range in
        HeldOutHistory(
          userID: held.userID, history: held.history[0..<range.upperBound],
          firstTarget: range.lowerBound, isAfterTraining: held.isAfterTraining)
      }
    }
    return HeldOutFold(fold: fold, histories: asked, outcome: { _ in .nextItem })
  }
}
