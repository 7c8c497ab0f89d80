import Debut

/// A comparison of two models by their predictions for a few users and items.
struct RoundTripCheck {
  private let queries: [UserQuery]
  private let items: [Int32]

  private static let users = 4
  private static let length = 30
  private static let itemLimit = 256

  /// Chooses an empty history, the first training users, as known and as fresh ones, and items from all over
  /// the catalogue.
  init(_ fold: TrainedFold, itemCount: Int, scale: RatingScale) {
    let step = max(itemCount / Self.itemLimit, 1)
    items = stride(from: 0, to: itemCount, by: step).map(Int32.init)
    var queries = [UserQuery(history: .empty)]
    if let histories = fold.training.histories {
      for user in histories.indices.prefix(Self.users) {
        let history = histories[user]
        let known = fold.trainedUser(histories.users[user], beginning: history)
        queries.append(UserQuery(history: history, trainedUser: known))
        queries.append(UserQuery(history: history[0..<min(Self.length, history.count)]))
      }
    } else {
      let ratings = items.prefix(Self.length).enumerated().map {
        Interaction(
          item: Int($0.element), rating: $0.offset % 3 == 0 ? scale.lowest : scale.highest)
      }
      queries.append(UserQuery(history: History(ratings)))
    }
    // Right after the last rating, and after all training.
    self.queries = queries.flatMap { query in
      [false, true].map {
        UserQuery(
          history: query.history, trainedUser: query.trainedUser, isAfterTraining: $0)
      }
    }
  }

  /// Returns the first predictions that differ, in words; nil if all have the same bits.
  func difference(_ first: any Recommender, _ second: any Recommender) -> String? {
    for query in queries {
      let (x, y) = (stars(first, query), stars(second, query))
      guard let place = x.indices.first(where: { Self.differ(x[$0], y[$0]) }) else { continue }
      return "\(x[place]) stars would become \(y[place]) after \(query.history.count) ratings"
    }
    return nil
  }

  private static func differ(_ x: Float, _ y: Float) -> Bool {
    x.bitPattern != y.bitPattern && !(x.isNaN && y.isNaN)
  }

  private func stars(_ model: any Recommender, _ query: UserQuery) -> [Float] {
    let answer = model.answering(query)
    return [Float](unsafeUninitializedCapacity: items.count) { buffer, count in
      buffer.initialize(repeating: .nan)
      count = items.count
      items.withUnsafeBufferPointer { answer.score(items: $0, into: buffer) }
    }
  }
}
