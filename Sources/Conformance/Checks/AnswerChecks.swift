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
    try compare(
      scores(view, along: history[known..<inTurn.count]), Array(inTurn[known...]), tolerance,
      "user \(histories.users[user]): scores along a history and in turn", of: "position")
  }
}

/// Checks that no prediction depends on later ratings, or on another representation.
///
/// A user's history is followed alone, then in turns with a second representation of the same user, whose
/// ratings are mirrored on the scale from the middle on. The first must predict the same bits throughout,
/// the second up to and including the first mirrored position.
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
