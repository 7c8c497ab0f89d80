import Ratings

/// The rules by which the targets of next items are ranked.
package struct RankingRules: Sendable {
  /// The candidates, ascending: items of the training data, by the model's index.
  package let candidates: [Int32]
  /// The number of items of the model.
  package let itemCount: Int
  /// The length of the lists, K.
  package let top: Int
  /// True if items that the user has had are candidates too.
  package let repeats: Bool
  /// The number of random candidates that a target is ranked among; nil: all of them.
  package let sampled: Int?
  /// The seed of random candidates.
  package let seed: UInt64

  package init(
    candidates: [Int32], itemCount: Int, top: Int, repeats: Bool, sampled: Int? = nil,
    seed: UInt64 = 0
  ) {
    self.candidates = candidates
    self.itemCount = itemCount
    self.top = top
    self.repeats = repeats
    self.sampled = sampled
    self.seed = seed
  }
}

/// The ranks of targets, history by history, and the lists that they were looked up in.
package struct RankedTargets: Sendable {
  /// One for each target: from 1, or 0 for one that is no candidate.
  package let ranks: [Float]
  /// For each target true if the model had no score for it though it is a candidate.
  package let unanswered: [Bool]
  /// [targets, K] the first items of the lists by the model's index; -1 beyond the end of a shorter one. Empty if
  /// candidates are drawn.
  package let lists: [Int32]
}

extension Recommender {
  /// Ranks the targets of every history among the candidates: a representation is made once by `represent` and
  /// then extended event by event.
  ///
  /// A target ranks behind all candidates of its score, and behind those without (NaN) never. Workers write to
  /// places of their own, so that the result does not depend on the number of threads.
  ///
  /// - Parameter shouldStop: called between groups of histories, on the calling thread.
  /// - Returns: the ranks of all histories, one after the other; nil if it was stopped.
  package func ranks(
    for held: [HeldOutHistory], rules: RankingRules, compute: Compute,
    shouldStop: () -> Bool = { false }
  ) -> RankedTargets? {
    let starts = held.targetStarts
    let count = starts[held.count]
    let out = RankSlots(targets: count, top: rules.sampled == nil ? rules.top : 0)
    let places = rules.places
    let group = 64
    for first in stride(from: 0, to: held.count, by: group) {
      if shouldStop() { return nil }
      compute.workers.run(shards: Swift.min(group, held.count - first)) { shard in
        var ranker = Ranker(rules: rules, places: places)
        rank(held[first + shard], by: &ranker, into: out, at: starts[first + shard])
      }
    }
    return out.result
  }

  private func rank(
    _ held: HeldOutHistory, by ranker: inout Ranker, into out: RankSlots, at start: Int
  ) {
    guard held.targetCount > 0 else { return }
    let known = held.history[0..<held.firstTarget]
    var user = represent(
      UserQuery(
        history: known, trainedUser: held.trainedUser, isAfterTraining: held.isAfterTraining))
    for item in known.items { ranker.had(item) }
    for position in held.firstTarget..<held.history.count {
      let next = held.history[position]
      let place = start + position - held.firstTarget
      let owner = Vocabulary.stableNumber(of: held.userID) &+ UInt64(position)
      ranker.rank(Int32(next.item), owner: owner, place, out) { items, scores in
        score(user, items: items, into: scores)
      }
      guard next.item >= 0 else { continue }
      ranker.had(Int32(next.item))
      if position + 1 < held.history.count { extend(&user, by: next) }
    }
  }
}

extension RankingRules {
  /// [items] the place of each item among the candidates; -1 for one that is none.
  fileprivate var places: [Int32] {
    var places = [Int32](repeating: -1, count: itemCount)
    for (place, item) in candidates.enumerated() { places[Int(item)] = Int32(place) }
    return places
  }
}

/// The ranking of one history's targets, with the memory of one user.
private struct Ranker {
  let rules: RankingRules
  let places: [Int32]
  /// The items that the user has had, by place among the candidates.
  private var seen: Set<Int32> = []
  private var scores: [Float]

  init(rules: RankingRules, places: [Int32]) {
    self.rules = rules
    self.places = places
    scores = [Float](repeating: .nan, count: rules.candidates.count)
  }

  /// Notes that the user has had an item.
  mutating func had(_ item: Int32) {
    guard item >= 0, places[Int(item)] >= 0 else { return }
    seen.insert(places[Int(item)])
  }

  /// Ranks the next item, and keeps the list.
  mutating func rank(
    _ item: Int32, owner: UInt64, _ slot: Int, _ out: RankSlots,
    score: (UnsafeBufferPointer<Int32>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    for i in scores.indices { scores[i] = .nan }
    rules.candidates.withUnsafeBufferPointer { items in
      scores.withUnsafeMutableBufferPointer { score(items, $0) }
    }
    let target = item >= 0 ? places[Int(item)] : -1
    let isCandidate = target >= 0 && (rules.repeats || !seen.contains(target))
    if !rules.repeats { for place in seen { scores[Int(place)] = .nan } }
    if rules.sampled == nil { list(into: out, slot) }
    guard isCandidate else { return }
    let own = scores[Int(target)]
    guard !own.isNaN else {
      out.unanswered[slot] = true
      return
    }
    if let count = rules.sampled {
      out.ranks[slot] = Float(1 + sampledAbove(own, target, count, owner))
    } else {
      // NaN is not above anything; the target itself is counted, which makes ranks begin at 1.
      var above = 0
      for value in scores { above += value >= own ? 1 : 0 }
      out.ranks[slot] = Float(above)
    }
  }

  /// Returns the number of random candidates, each drawn once, that are not below a score.
  private func sampledAbove(_ own: Float, _ target: Int32, _ count: Int, _ owner: UInt64) -> Int {
    var generator = SeededGenerator(seed: rules.seed &+ owner &* 0x9E37_79B9_7F4A_7C15)
    let free = scores.count - (rules.repeats ? 0 : seen.count) - 1
    var drawn: Set<Int32> = [target]
    var above = 0
    while drawn.count <= min(count, free) {
      let place = Int32(generator.below(scores.count))
      guard rules.repeats || !seen.contains(place), drawn.insert(place).inserted else { continue }
      if scores[Int(place)] >= own { above += 1 }
    }
    return above
  }

  /// Writes the best candidates, of equal scores the first.
  private func list(into out: RankSlots, _ slot: Int) {
    let top = out.top
    var count = 0
    var best = [(score: Float, item: Int32)](repeating: (0, -1), count: top)
    var bar = -Float.infinity
    for (place, value) in scores.enumerated()
    where count < top ? !value.isNaN : value > bar {
      var hole = min(count, top - 1)
      while hole > 0, best[hole - 1].score < value {
        best[hole] = best[hole - 1]
        hole -= 1
      }
      best[hole] = (value, rules.candidates[place])
      count = min(count + 1, top)
      bar = best[count - 1].score
    }
    for (rank, entry) in best.enumerated() { out.lists[slot * top + rank] = entry.item }
  }
}

/// The results, which threads write to places of their own.
private final class RankSlots: @unchecked Sendable {
  let top: Int
  let ranks: UnsafeMutableBufferPointer<Float>
  let unanswered: UnsafeMutableBufferPointer<Bool>
  let lists: UnsafeMutableBufferPointer<Int32>

  init(targets: Int, top: Int) {
    self.top = top
    ranks = .allocate(capacity: targets)
    ranks.initialize(repeating: 0)
    unanswered = .allocate(capacity: targets)
    unanswered.initialize(repeating: false)
    lists = .allocate(capacity: targets * top)
    lists.initialize(repeating: -1)
  }

  deinit {
    ranks.deallocate()
    unanswered.deallocate()
    lists.deallocate()
  }

  var result: RankedTargets {
    RankedTargets(ranks: Array(ranks), unanswered: Array(unanswered), lists: Array(lists))
  }
}
