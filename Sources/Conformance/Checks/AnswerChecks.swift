import DebutEngine

/// Checks that a representation extended rating by rating predicts like one made from the whole history
/// at once; that scoring many items agrees with scoring one, and scoring along a history with scoring in turn;
/// and that scoring changes nothing.
///
/// - Parameters:
///   - histories: histories of the model's items. The first `length` ratings of the first `users` are
///     used.
///   - tolerance: largest difference, relative to 1 + |stars|; 0 requires the same bits.
/// - Throws: `CheckFailure` with the first difference.
public func checkExtendEqualsReplay(
  _ model: any Recommender, on histories: Histories, itemCount: Int, users: Int = 4,
  length: Int = 25, tolerance: Float = 1e-5
) throws {
  let items = (0..<Int32(itemCount)).map { $0 }
  for user in histories.indices.prefix(users) {
    let history = histories[user]
    let extended = model.answering(UserQuery(history: .empty))
    var inTurn: [Float] = []
    for position in 0...min(length, history.count) {
      let replayed = model.answering(UserQuery(history: history[0..<position]))
      let expected = scores(replayed, items)
      let place = "user \(histories.users[user]) after \(position) ratings"
      try compare(scores(extended, items), expected, tolerance, "\(place): extend and replay")
      try compare(items.map { extended.score(item: Int($0)) }, expected, tolerance, "\(place): one")
      try compare(scores(replayed, items), expected, 0, "\(place): asking twice")
      guard extended.path == replayed.path else {
        throw CheckFailure("\(place): paths \(extended.path) and \(replayed.path) differ")
      }
      guard position < history.count else { continue }
      inTurn.append(extended.score(item: history[position].item))
      extended.extend(by: history[position])
    }
    let known = inTurn.count / 3
    let view = model.answering(UserQuery(history: history[0..<known]))
    let before = scores(view, items)
    let place = "user \(histories.users[user]) after \(known) ratings"
    try compare(
      scores(view, along: history[known..<inTurn.count]), Array(inTurn[known...]), tolerance,
      "\(place): scores along the next ratings and in turn", of: "rating")
    try compare(
      scores(view, items), before, 0, "\(place): before and after scoring along the next ratings")
  }
}

/// Checks that no prediction depends on later ratings, or on another representation.
///
/// A user's history is followed alone, then in turns with a second representation of the same user, whose
/// ratings are mirrored on the scale from the middle on. The first must predict the same bits throughout,
/// the second up to and including the first mirrored position. So must predictions along the history, repeated until
/// it is longer than what a model may compute at once: it is given the ratings that it is to predict.
///
/// - Throws: `CheckFailure` with the first difference.
public func checkCausality(
  _ model: any Recommender, on histories: Histories, scale: RatingScale, users: Int = 10
) throws {
  for user in histories.indices.prefix(users) {
    let history = histories[user]
    let middle = history.count / 2
    let lone = model.answering(UserQuery(history: .empty))
    let expected = history.map { next in
      defer { lone.extend(by: next) }
      return lone.score(item: next.item)
    }
    let views = (0..<2).map { _ in model.answering(UserQuery(history: .empty)) }
    for position in 0..<history.count {
      var next = history[position]
      for (view, end) in zip(views, [history.count, middle + 1]) where position < end {
        let stars = view.score(item: next.item)
        if stars.bitPattern != expected[position].bitPattern {
          throw CheckFailure(
            "user \(histories.users[user]): the prediction at position \(position) changes from "
              + "\(expected[position]) to \(stars) with ratings from \(middle) on")
        }
      }
      views[0].extend(by: next)
      if position >= middle { next.rating = scale.lowest + scale.highest - next.rating }
      views[1].extend(by: next)
    }
    try checkCausalityAlong(model, history, scale: scale, user: histories.users[user])
  }
}

/// Checks predictions along one history.
private func checkCausalityAlong(
  _ model: any Recommender, _ history: History, scale: RatingScale, user: Vocabulary.Key
) throws {
  guard !history.isEmpty else { return }
  let long = (0..<max(history.count, 150)).map { history[$0 % history.count] }
  let expected = scores(model.answering(UserQuery(history: .empty)), along: History(long))
  for first in [history.count / 2, long.count - history.count / 2 - 1] {
    var other = long
    for position in first..<long.count {
      other[position].rating = scale.lowest + scale.highest - other[position].rating
    }
    let stars = scores(model.answering(UserQuery(history: .empty)), along: History(other))
    for position in 0...first where stars[position].bitPattern != expected[position].bitPattern {
      throw CheckFailure(
        "user \(user): the prediction at position \(position) along the history changes from "
          + "\(expected[position]) to \(stars[position]) with ratings from \(first) on")
    }
  }
}

private func scores(_ answer: any AnyRepresentation, _ items: [Int32]) -> [Float] {
  [Float](unsafeUninitializedCapacity: items.count) { buffer, count in
    buffer.initialize(repeating: .nan)
    count = items.count
    items.withUnsafeBufferPointer { answer.score(items: $0, into: buffer) }
  }
}

private func scores(_ answer: any AnyRepresentation, along history: History) -> [Float] {
  [Float](unsafeUninitializedCapacity: history.count) { buffer, count in
    buffer.initialize(repeating: .nan)
    count = history.count
    answer.score(along: history, into: buffer)
  }
}

private func compare(
  _ x: [Float], _ y: [Float], _ tolerance: Float, _ what: String, of place: String = "item"
) throws {
  for index in x.indices {
    let (a, b) = (x[index], y[index])
    guard a.isNaN == b.isNaN, a.isNaN || abs(a - b) <= tolerance * (1 + abs(b)) else {
      throw CheckFailure("\(what) differ for \(place) \(index): \(a) and \(b)")
    }
  }
}
