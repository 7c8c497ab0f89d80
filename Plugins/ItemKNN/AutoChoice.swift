import Debut

/// What is chosen from the training data where an option says `auto`.
enum AutoChoice {
  /// Decays of the user bias that are tried; the first of several equally good ones is taken.
  static let decays = [1, 0.99, 0.97, 0.95, 0.9, 0.85, 0.8]
  /// Recencies of neighbours, tried in this order while each is better than the one before.
  static let recencies = [1, 0.99, 0.97, 0.9]
  /// With fewer users a tenth of them says little about recency.
  static let fewestUsers = 100

  /// The part of the users that is set aside.
  static func share(of users: Int) -> Double { min(0.1, 2000 / Double(max(users, 1))) }

  /// Users that a thread looks at at a time.
  private static let block = 32

  /// The decay with the smallest squared error of an online user bias over all training users, each
  /// predicted by item biases that the rating in question had no part in.
  static func decay(
    _ data: TrainingSet, _ fit: BiasFit, shrinkage: Double, compute: Compute
  ) -> Double {
    let histories = data.histories
    let errors = sums(over: histories.count, of: decays.count, block: block, compute) {
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

  /// The recency with the smallest squared error on users that `answers` has not seen.
  static func recency(
    _ answers: KNNScorer, on users: Histories, scale: RatingScale, compute: Compute
  ) -> Double {
    var best = (recency: recencies[0], error: Double.infinity)
    for recency in recencies {
      var rule = answers.rule
      rule.recency = recency
      let trial = KNNScorer(base: answers.base, table: answers.table, rule: rule)
      let error = sums(over: users.count, of: 1, block: 1, compute) { user, sums in
        var rated = trial.user(after: .empty)
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

  /// A line about what was chosen.
  ///
  /// - Parameters:
  ///   - decay: nil where the user chose it.
  ///   - recency: nil where the user chose it; and how many users were set aside for it.
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

  /// Sums over users, added block by block in a fixed order, whatever the number of threads.
  private static func sums(
    over users: Int, of count: Int, block: Int, _ compute: Compute,
    _ add: (Int, UnsafeMutableBufferPointer<Double>) -> Void
  ) -> [Double] {
    var partial = [Double](repeating: 0, count: (users + block - 1) / block * count)
    partial.withUnsafeMutableBufferPointer { partial in
      compute.forBlocks(of: block, in: users) { first, size in
        let start = first / block * count
        let own = UnsafeMutableBufferPointer(rebasing: partial[start..<start + count])
        for user in first..<first + size { add(user, own) }
      }
    }
    return (0..<count).map { i in
      stride(from: i, to: partial.count, by: count).reduce(0.0) { $0 + partial[$1] }
    }
  }
}
