import DebutEngine

extension SequenceBatch {
  /// Returns the first `length` ratings of the given users as a batch. Every position is a target, or only
  /// the last one of each user.
  public static func of(
    _ histories: Histories, users: Range<Int>, length: Int = 20, everyPosition: Bool = true
  ) -> SequenceBatch {
    var examples = Examples()
    for user in users {
      let count = min(length, histories[user].count)
      examples.append(
        user: user, positions: 0..<count, firstTarget: everyPosition ? 0 : count - 1)
    }
    let order = (0..<Int32(examples.count)).sorted {
      (-examples.length(Int($0)), $0) < (-examples.length(Int($1)), $1)
    }
    return SequenceBatch(examples, order[...], steps: 0..<length, of: histories)
  }

  /// Returns the batch with the ratings from `step` on mirrored on the scale, and targets at one step only.
  fileprivate func mirrored(from step: Int, target: Int, scale: RatingScale) -> SequenceBatch {
    var ratings = ratings
    for entry in step * rows..<ratings.count {
      ratings[entry] = scale.lowest + scale.highest - ratings[entry]
    }
    var mask = [Float](repeating: 0, count: targets.count)
    for row in 0..<rows where target < Int(lengths[row]) { mask[target * rows + row] = 1 }
    return SequenceBatch(
      rows: rows, steps: steps, lengths: lengths, users: users, items: items, ratings: ratings,
      targets: mask, positions: positions)
  }
}

/// Checks that the loss of the targets at one step does not change with ratings of later steps.
///
/// For models that are trained on every position. Dropout is off, and batch moments are not used, because
/// they mix all steps.
///
/// - Throws: `CheckFailure` with the first step whose loss changes.
public func checkLossIsCausal(
  _ model: any GradientRecommender, _ batch: SequenceBatch, scale: RatingScale, compute: Compute
) throws {
  let tape = Tape(compute: compute)
  tape.isTraining = false
  for step in 0..<batch.steps {
    let losses = [batch.steps, step + 1].map { first in
      tape.reset(seed: 1)
      let mirrored = batch.mirrored(from: first, target: step, scale: scale)
      return tape.scalar(model.loss(mirrored, on: tape))
    }
    guard losses[0].bitPattern == losses[1].bitPattern else {
      throw CheckFailure(
        "the loss at step \(step) changes from \(losses[0]) to \(losses[1]) with later ratings")
    }
  }
}

/// Checks that the trained function is the one that predicts: the loss without dropout is the mean squared
/// error, in units of `unit` stars, of the predictions by `represent`, `extend` and `score`.
///
/// Not for models that deliberately train on other inputs, such as factors fitted without the user.
///
/// - Parameters:
///   - histories: the histories that the batch was made from, by `SequenceBatch.of`.
///   - unit: stars that a difference of 1 in the loss stands for.
///   - tolerance: largest difference, relative to 1 + |loss|.
/// - Throws: `CheckFailure` with both figures.
public func checkLossAgreesWithAnswers(
  _ model: any GradientRecommender, _ batch: SequenceBatch, on histories: Histories,
  unit: Float = 1, tolerance: Float = 1e-4, compute: Compute
) throws {
  let tape = Tape(compute: compute)
  tape.isTraining = false
  tape.reset(seed: 1)
  let loss = tape.scalar(model.loss(batch, on: tape))
  var sum = 0.0
  for row in 0..<batch.rows {
    let history = histories[Int(batch.users[row])]
    let answer = model.answering(UserQuery(history: .empty))
    for step in 0..<Int(batch.lengths[row]) {
      let next = history[Int(batch.positions[step * batch.rows + row])]
      if batch.targets[step * batch.rows + row] > 0 {
        let error = Double((answer.score(item: next.item) - next.rating) / unit)
        sum += error * error
      }
      answer.extend(by: next)
    }
  }
  let expected = Float(sum / Double(batch.targetCount))
  guard abs(loss - expected) <= tolerance * (1 + abs(expected)) else {
    throw CheckFailure("the loss is \(loss), but the answers give \(expected)")
  }
}
