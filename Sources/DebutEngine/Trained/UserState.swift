import Debut

/// The state of a user in a trained model: predicts and recommends, and is extended by each new rating
/// without replay or retraining.
///
/// Not for use by several threads at once. Made by `TrainedModel.answer`.
///
/// - Stability: stable.
public final class UserState {
  package let model: TrainedModel
  let fold: TrainedFold
  let representation: any AnyRepresentation
  /// The rated items, ascending and each once: a list asks for hundreds of items whether they are among them, and
  /// for that halving is cheaper than hashing.
  private var rated: [Int]
  private var known: Int
  /// The number of ratings of items that the model was not trained on: left out.
  public private(set) var unknownItems: Int

  init(
    model: TrainedModel, fold: TrainedFold, representation: any AnyRepresentation, rated: [Int],
    unknownItems: Int
  ) {
    self.model = model
    self.fold = fold
    self.representation = representation
    self.rated = Set(rated).sorted()
    known = rated.count
    self.unknownItems = unknownItems
  }

  /// The path that predicts, such as "sequence of 7 ratings" or "fold-in of 7 ratings".
  public var path: AnswerPath { representation.path }

  /// The number of the user's ratings that predictions rest on: 0 for an item mean, at most the window of a
  /// model that has one, otherwise all of items that the model was trained on.
  public var ratings: Int { representation.path.ratings ?? known }

  /// Extends the state by one more rating.
  public func rate(_ item: RatedItem) {
    guard let interaction = model.interaction(item) else {
      unknownItems += 1
      return
    }
    representation.extend(by: interaction)
    known += 1
    let place = Self.place(of: interaction.item, in: rated)
    if place == rated.count || rated[place] != interaction.item {
      rated.insert(interaction.item, at: place)
    }
  }

  /// Returns the expected stars, clipped to the scale, or a score without unit if the model predicts no stars; nil
  /// if the model was not trained on the item, or returns NaN.
  public func predict(itemID: Vocabulary.Key) -> Float? {
    guard let item = model.index(ofItemID: itemID) else { return nil }
    let stars = representation.score(item: item)
    return stars.isNaN ? nil : model.clip(stars)
  }

  /// Returns the `count` items with the highest scores among those that the user has not rated.
  ///
  /// - Parameters:
  ///   - minSupport: items with fewer training ratings are left out.
  ///   - excluding: ids of items to leave out besides.
  ///   - wanted: true for each of the model's items that may be listed; nil: all may.
  ///   - repeats: true to list items that the user has rated or had, too.
  /// - Returns: highest unclipped score first, equal scores in the order of `TrainedModel.itemIDs`. Fewer
  ///   than `count` if there are no more.
  /// - Complexity: O(items log count).
  /// - Precondition: `wanted` has an element for every item of the model.
  public func top(
    _ count: Int, minSupport: Int = 0, excluding: Set<Vocabulary.Key> = [], wanted: [Bool]? = nil,
    repeats: Bool = false
  ) -> [Recommendation] {
    guard count > 0 else { return [] }
    let had = repeats ? [] : rated
    let leftOut =
      excluding.isEmpty
      ? had : Set(had + excluding.compactMap { model.index(ofItemID: $0) }).sorted()
    let supports = fold.supports
    func mayBeListed(_ item: Int) -> Bool {
      supports[item] >= minSupport && wanted?[item] ?? true
    }
    let best =
      representation.top(count) {
        mayBeListed(Int($0)) && !Self.contains(leftOut, Int($0))
      } ?? self.best(count, of: candidates(without: leftOut, where: mayBeListed))
    return best.map {
      Recommendation(
        itemID: model.itemIDs[Int($0.item)], stars: model.clip($0.score), score: $0.score)
    }
  }

  /// Returns true if an item is among ascending ones.
  private static func contains(_ items: [Int], _ item: Int) -> Bool {
    let place = place(of: item, in: items)
    return place < items.count && items[place] == item
  }

  /// Returns the place of the first of ascending items that is not less than an item, by halving.
  private static func place(of item: Int, in items: [Int]) -> Int {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle] < item { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Returns the best of some items, by scoring all of them.
  private func best(_ count: Int, of items: [Int32]) -> [ScoredItem] {
    guard !items.isEmpty else { return [] }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: items.count) { scores in
      guard let first = scores.baseAddress else { return [] }
      scores.initialize(repeating: .nan)
      var best = TopRanking(capacity: count)
      items.withUnsafeBufferPointer {
        representation.score(items: $0, into: scores)
        best.offer($0, scores: first)
      }
      return best.sorted()
    }
  }

  /// Returns the items that may be listed.
  ///
  /// - Parameter leftOut: items that may not, ascending.
  private func candidates(without leftOut: [Int], where mayBeListed: (Int) -> Bool) -> [Int32] {
    let items = fold.supports.indices
    return [Int32](unsafeUninitializedCapacity: items.count) { candidates, count in
      var next = 0
      for item in items {
        if next < leftOut.count, leftOut[next] == item {
          next += 1
        } else if mayBeListed(item) {
          candidates[count] = Int32(item)
          count += 1
        }
      }
    }
  }
}

/// A rating by the ids of the data.
///
/// - Stability: stable; properties may be added.
public struct RatedItem: Hashable, Sendable {
  /// The id of the item in the data.
  public var itemID: Vocabulary.Key
  /// The rating in stars.
  public var stars: Float
  /// Seconds since 1970-01-01 UTC; nil if there is no time.
  public var timestamp: Int64?

  /// Makes a rating.
  public init(itemID: Vocabulary.Key, stars: Float, timestamp: Int64? = nil) {
    self.itemID = itemID
    self.stars = stars
    self.timestamp = timestamp
  }
}

/// An item that a model recommends.
///
/// - Stability: stable; properties may be added.
public struct Recommendation: Hashable, Sendable {
  /// The id of the item in the data.
  public let itemID: Vocabulary.Key
  /// The expected rating, clipped to the scale; the score if the model predicts no stars.
  public let stars: Float
  /// The expected rating before clipping, or the score without unit, by which items are ordered.
  public let score: Float

  /// Makes a recommendation.
  public init(itemID: Vocabulary.Key, stars: Float, score: Float) {
    self.itemID = itemID
    self.stars = stars
    self.score = score
  }
}
