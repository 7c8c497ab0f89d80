import Debut

/// A user as a trained model sees them. Grows with every rating, without replay or retraining.
///
/// Not for use by several threads at once.
public final class UserState {
  private let model: TrainedModel
  private let fold: TrainedFold
  private let answer: any AnyRepresentation
  private var rated: Set<Int>
  private var told: Int
  /// Ratings of items that the model does not know: left out.
  public private(set) var unknownItems: Int

  init(
    model: TrainedModel, fold: TrainedFold, answer: any AnyRepresentation, rated: [Int],
    unknownItems: Int
  ) {
    self.model = model
    self.fold = fold
    self.answer = answer
    self.rated = Set(rated)
    told = rated.count
    self.unknownItems = unknownItems
  }

  /// Which path answers: "sequence of 7 ratings", "fold-in of 7 ratings", ...
  public var path: AnswerPath { answer.path }

  /// How many of the user's ratings the answers rest on: 0 for an item mean, at most the window of a
  /// model that has one, else all of items that the model knows.
  public var ratings: Int { answer.path.ratings ?? told }

  /// Takes one more rating into account.
  public func rate(_ item: RatedItem) {
    guard let interaction = model.interaction(item) else {
      unknownItems += 1
      return
    }
    answer.extend(by: interaction)
    told += 1
    rated.insert(interaction.item)
  }

  /// The expected stars, clipped to the scale; nil where the model does not know the item, or cannot
  /// say.
  public func predict(itemID: Int64) -> Float? {
    guard let item = model.index(ofItemID: itemID) else { return nil }
    let stars = answer.score(item: item)
    return stars.isNaN ? nil : model.scale.clip(stars)
  }

  /// The `count` items with the highest scores among those that the user has not rated.
  ///
  /// - Parameters:
  ///   - minSupport: items with fewer training ratings are left out.
  ///   - excluding: ids of items to leave out besides.
  ///   - wanted: says for each of the model's items whether it may be listed; nil: all may.
  /// - Returns: highest unclipped score first, equal scores in the order of `TrainedModel.itemIDs`. Fewer than `count` where
  ///   there are no more.
  /// - Complexity: O(items log count).
  /// - Precondition: `wanted` has an element for every item of the model.
  public func top(
    _ count: Int, minSupport: Int = 0, excluding: Set<Int64> = [], wanted: [Bool]? = nil
  ) -> [Recommendation] {
    let items = candidates(minSupport: minSupport, excluding: excluding, wanted: wanted)
    guard count > 0, !items.isEmpty else { return [] }
    let scores = [Float](unsafeUninitializedCapacity: items.count) { buffer, initialised in
      buffer.initialize(repeating: .nan)
      initialised = items.count
      items.withUnsafeBufferPointer { answer.score(items: $0, into: buffer) }
    }
    var best = TopRanking(capacity: count)
    for (i, score) in scores.enumerated() where score >= best.bar {
      best.offer(.init(score: score, item: items[i]))
    }
    return best.sorted().map {
      Recommendation(
        itemID: model.itemIDs[Int($0.item)], stars: model.scale.clip($0.score), score: $0.score)
    }
  }

  private func candidates(minSupport: Int, excluding: Set<Int64>, wanted: [Bool]?) -> [Int32] {
    let leftOut = rated.union(excluding.compactMap { model.index(ofItemID: $0) }).sorted()
    let supports = fold.supports
    return [Int32](unsafeUninitializedCapacity: supports.count) { items, count in
      var next = 0
      for (item, support) in supports.enumerated() {
        if next < leftOut.count, leftOut[next] == item {
          next += 1
        } else if support >= minSupport, wanted?[item] ?? true {
          items[count] = Int32(item)
          count += 1
        }
      }
    }
  }
}

/// An item that a model proposes.
public struct Recommendation: Hashable, Sendable {
  /// The id of the item in the data.
  public let itemID: Int64
  /// The expected rating, clipped to the scale.
  public let stars: Float
  /// What the items are ordered by: the expected rating before clipping.
  public let score: Float

  public init(itemID: Int64, stars: Float, score: Float) {
    self.itemID = itemID
    self.stars = stars
    self.score = score
  }
}
