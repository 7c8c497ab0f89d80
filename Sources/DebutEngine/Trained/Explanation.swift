import Debut

/// The influence of each of a user's ratings on a prediction: the change when the rating is left out.
///
/// Leaving out one rating at a time works for every model. It is about single ratings: two equivalent ones
/// may each change nothing, because the other one is still there.
///
/// - Stability: stable.
public struct Explanation: Sendable {
  /// The influence of one rating.
  ///
  /// - Stability: stable.
  public struct Part: Hashable, Sendable {
    /// The rating.
    public let rating: RatedItem
    /// The expected stars without it, clipped to the scale.
    public let without: Float
    /// The expected stars with it minus those without it, before clipping.
    public let influence: Float
  }

  /// The expected stars with all ratings, clipped to the scale.
  public let stars: Float
  /// The expected stars with all ratings, before clipping.
  public let score: Float
  /// The path that predicts with all ratings.
  public let path: AnswerPath
  /// The ratings that were left out in turn, largest influence first; equal ones by smaller item id.
  public let parts: [Part]
  /// The number of ratings that the prediction rests on.
  public let ratings: Int
  /// The number of ratings of items that the model was not trained on: left out.
  public let unknownItems: Int
}

extension TrainedModel {
  /// Returns the influence of the last ratings of a history on the prediction of an item.
  ///
  /// The user is treated as a fresh one throughout, so that the two predictions that are compared come by
  /// the same path; otherwise a trained user vector would be compared to a fold-in. Ratings before the
  /// last ones are read once: one more rating at a time costs O(last) extensions each.
  ///
  /// - Parameters:
  ///   - history: oldest first; items that the model was not trained on are left out and counted.
  ///   - last: how many of the last ratings are left out in turn; the parts are fewer where the
  ///     history is shorter.
  ///   - shouldStop: called between groups of ratings, on the calling thread.
  /// - Returns: nil if the model was not trained on the item, or returns NaN.
  /// - Throws: `EngineError.severalFolds`, `.interrupted`.
  /// - Complexity: O(history + last^2) extensions of a representation, shared out over the workers.
  public func explain(
    itemID: Vocabulary.Key, history: [RatedItem], last: Int, compute: Compute,
    shouldStop: () -> Bool = { false }
  ) throws -> Explanation? {
    let model = try single().model
    guard let item = index(ofItemID: itemID) else { return nil }
    let known = history.filter { index(ofItemID: $0.itemID) != nil }
    let ratings = known.compactMap { interaction($0) }
    let first = max(0, ratings.count - last)
    let before = model.answering(
      UserQuery(history: History(ratings[..<first]), isAfterTraining: true))
    let whole = before.copy()
    for rating in ratings[first...] { whole.extend(by: rating) }
    let score = whole.score(item: item)
    guard !score.isNaN else { return nil }

    let buffer = FloatBuffer(count: ratings.count - first)
    let without = buffer.floats
    // Kept alive by hand: the view of its memory does not.
    defer { withExtendedLifetime(buffer) {} }
    let group = 8 * compute.workers.threads
    for start in stride(from: 0, to: without.count, by: group) {
      guard !shouldStop() else { throw EngineError.interrupted }
      compute.forBlocks(of: 1, in: min(group, without.count - start)) { offset, _ in
        let view = before.copy()
        let leftOut = first + start + offset
        for place in first..<ratings.count where place != leftOut {
          view.extend(by: ratings[place])
        }
        without[start + offset] = view.score(item: item)
      }
    }
    let parts = (0..<without.count).filter { !without[$0].isNaN }.map { i in
      Explanation.Part(
        rating: known[first + i], without: clip(without[i]), influence: score - without[i])
    }
    return Explanation(
      stars: clip(score), score: score, path: whole.path,
      parts: parts.sorted {
        abs($0.influence) != abs($1.influence)
          ? abs($0.influence) > abs($1.influence) : $0.rating.itemID < $1.rating.itemID
      },
      ratings: ratings.count, unknownItems: history.count - ratings.count)
  }
}
