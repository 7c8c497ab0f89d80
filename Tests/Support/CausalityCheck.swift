import DebutEngine

/// Checks that an evaluation shows a model nothing of the future: turns all that held-out users did from
/// some moment on into something else, and evaluates again.
///
/// For every held-out user a position t is drawn. From t on every rating and every time is another; the
/// items after t stand in another order. Predictions up to and including that of t must have the same
/// bits. Those after t tell whether the model reads histories at all.
///
/// - Parameter model: trained outside of fold 0 of the data.
/// - Returns: the number of predictions after t, of the same item as before, that changed.
/// - Throws: `CheckFailure` with the first prediction that depends on the future, and whatever
///   evaluation throws.
@discardableResult
public func checkEvaluatorCausality(
  _ model: TrainedModel, on data: Dataset, registry: Registry, compute: Compute,
  seed: UInt64 = 1
) throws -> Int {
  let split = Split.freshUsers(folds: [0])
  var generator = SeededGenerator(seed: seed)
  let moments = data.histories.map { generator.below(max($0.count, 1)) }
  let other = data.withOtherFuture(from: moments, using: &generator)
  let predictions = try [data, other].map {
    try Evaluator.evaluate(
      [model], on: $0, split: split, registry: registry, compute: compute
    ).predictions[0].predictions
  }
  let moment = Dictionary(
    uniqueKeysWithValues: zip(data.histories.users, moments).map { ($0, $1) })
  var moved = 0
  for (a, b) in zip(predictions[0], predictions[1]) {
    let isSame = a.value.bitPattern == b.value.bitPattern
    let target = a.target
    let last = moment[target.userID] ?? 0
    if target.position <= last {
      guard isSame else {
        throw CheckFailure(
          "user \(target.userID): the prediction at position \(target.position) changes from "
            + "\(a.value) to \(b.value) with what happens from \(last) on")
      }
    } else if !isSame, target.itemID == b.target.itemID {
      moved += 1
    }
  }
  return moved
}

extension Dataset {
  /// Returns the data with another future for every user, from a position of each on: ratings from
  /// the other end of the scale, later times, and after that position items in another order.
  fileprivate func withOtherFuture(
    from moments: [Int], using generator: inout SeededGenerator
  ) -> Dataset {
    var items = histories.columns.items
    var ratings = histories.columns.ratings
    var timestamps = histories.columns.timestamps
    for (range, moment) in zip(histories.ranges, moments) where !range.isEmpty {
      let future = range.lowerBound + moment..<range.upperBound
      for i in future {
        ratings[i] = scale.lowest + scale.highest - ratings[i]
        if !timestamps.isEmpty { timestamps[i] += 1_000 + Int64(generator.below(50)) }
      }
      if !timestamps.isEmpty { timestamps[future].sort() }
      items[future.dropFirst()].shuffle(using: &generator)
    }
    return Dataset(
      name: name, scale: scale, catalogue: catalogue,
      histories: Histories(
        columns: .init(items: items, ratings: ratings, timestamps: timestamps),
        users: histories.users, ranges: histories.ranges),
      fingerprint: fingerprint + " with another future")
  }
}
