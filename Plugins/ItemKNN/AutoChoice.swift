import Debut

/// The values of options that are `auto`, chosen on the training data.
enum AutoChoice {
  /// Candidate decays of the user bias. Of several equally good ones the first is chosen.
  static let decays = [1, 0.99, 0.97, 0.95, 0.9, 0.85, 0.8]
  /// Candidate recencies of neighbours, tried in this order while each is better than the one before.
  static let recencies = [1, 0.99, 0.97, 0.9]
  /// Smallest number of users to choose a recency on: a tenth of fewer is too small a sample.
  static let fewestUsers = 100

  /// Returns the share of the users that is set aside.
  static func share(of users: Int) -> Double { min(0.1, 2000 / Double(max(users, 1))) }

  /// Blocks between two looks at the request to stop.
  private static let blocksAtOnce = 64
  /// Users of a thread's block.
  private static let block = 32

  /// Returns the decay with the smallest squared error of a running user bias over all training users.
  ///
  /// Each rating is predicted by an item bias without it.
  static func decay(
    _ data: TrainingSet, _ fit: BiasFit, shrinkage: Double, run: TrainingContext
  ) -> Double {
    let histories = data.histories
    let errors = sums(over: histories.count, of: decays.count, block: block, run) {
      user, sums in
      var means = decays.map { DecayedMean(decay: $0, shrinkage: shrinkage) }
      let history = histories[user]
      for (item, rating) in zip(history.items, history.ratings) {
        let item = Int(item)
        let residual =
          Double(rating) - fit.mean - fit.itemBias(item, without: rating, of: user)
        for i in means.indices {
          let error = residual - means[i].value
          sums[i] += error * error
          means[i].add(residual)
        }
      }
    }
    return zip(errors, decays).min { $0.0 < $1.0 }?.1 ?? 1
  }

  /// Returns the recency with the smallest squared error on users that the scorer was not fitted to.
  static func recency(
    _ scorer: KNNScorer, on users: Histories, scale: RatingScale, run: TrainingContext
  ) -> Double {
    var best = (recency: recencies[0], error: Double.infinity)
    for recency in recencies where !run.shouldStop {
      var rule = scorer.rule
      rule.recency = recency
      let trial = KNNScorer(base: scorer.base, table: scorer.table, rule: rule)
      let error = sums(over: users.count, of: 1, block: 1, run) { user, sums in
        var rated = trial.state(of: UserQuery(history: .empty))
        for next in users[user] {
          let error = Double(scale.clip(trial.score(rated, item: next.item)) - next.rating)
          sums[0] += error * error
          trial.extend(&rated, by: next)
        }
      }[0]
      guard error < best.error else { break }
      best = (recency, error)
    }
    return best.recency
  }

  /// Returns a line about the choices; nil if there were none.
  ///
  /// - Parameters:
  ///   - decay: nil if it was an option.
  ///   - recency: nil if it was an option; with the number of users that were set aside for it.
  static func note(decay: Double?, recency: (value: Double, users: Int)?) -> String? {
    let decay = decay.map { "decay \(text($0)) (best on all training users)" }
    let recency = recency.map { value, users in
      let reason =
        users > 0
        ? "best on \(users) users set aside" : "fewer than \(fewestUsers) users tell nothing"
      return "recency \(text(value)) (\(reason))"
    }
    let parts = [decay, recency].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }

  /// Returns sums over users, added block by block in an order that does not depend on the threads. Those of
  /// users after a request to stop are missing.
  private static func sums(
    over users: Int, of count: Int, block: Int, _ run: TrainingContext,
    _ add: (Int, UnsafeMutableBufferPointer<Double>) -> Void
  ) -> [Double] {
    var partial = [Double](repeating: 0, count: (users + block - 1) / block * count)
    partial.withUnsafeMutableBufferPointer { partial in
      for round in stride(from: 0, to: users, by: block * blocksAtOnce) {
        guard !run.shouldStop else { return }
        let size = min(block * blocksAtOnce, users - round)
        run.compute.forBlocks(of: block, in: size) { start, size in
          let first = round + start
          let place = first / block * count
          let own = UnsafeMutableBufferPointer(rebasing: partial[place..<place + count])
          for user in first..<first + size { add(user, own) }
        }
      }
    }
    return (0..<count).map { i in
      stride(from: i, to: partial.count, by: count).reduce(0.0) { $0 + partial[$1] }
    }
  }
}
