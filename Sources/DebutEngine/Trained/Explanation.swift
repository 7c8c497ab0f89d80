import Debut

/// What each of a user's ratings does to a prediction: what the model would say without it.
///
/// Leaving out one rating at a time works for every model, whatever it does with a history. It is about
/// single ratings: two that say the same may each change nothing, as the other one is still there.
public struct Explanation: Sendable {
  /// What one rating does.
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
  /// The same before clipping.
  public let score: Float
  /// Which path answers with all ratings.
  public let path: AnswerPath
  /// For each rating that was left out, the one that matters most first; equal ones by smaller item id.
  public let parts: [Part]
  /// Ratings that the model was told.
  public let ratings: Int
  /// Ratings of items that the model does not know: it was not told them.
  public let unknownItems: Int
}

extension TrainedModel {
  /// Says what the last ratings of a history do to the prediction of an item.
  ///
  /// The model is asked as for a fresh user throughout, so that the two answers that are compared come
  /// by the same path; a user vector of training would be compared to a fold-in otherwise. Ratings
  /// before the last ones are told once: one more rating at a time costs O(last) extensions each.
  ///
  /// - Parameters:
  ///   - history: oldest first; items that the model does not know are left out and counted.
  ///   - last: how many of the last ratings are left out in turn; the parts are fewer where the
  ///     history is shorter.
  ///   - shouldStop: asked between groups of ratings, on the calling thread.
  /// - Returns: nil where the model does not know the item, or cannot say.
  /// - Throws: `EngineError.severalFolds`, `.interrupted`.
  /// - Complexity: O(history + last^2) extensions of a representation, shared out over the workers.
  public func explain(
    itemID: Int64, history: [RatedItem], last: Int, compute: Compute,
    shouldStop: () -> Bool = { false }
  ) throws -> Explanation? {
    let model = try single().model
    guard let item = index(ofItemID: itemID) else { return nil }
    let known = history.filter { index(ofItemID: $0.itemID) != nil }
    let told = known.compactMap { interaction($0) }
    let first = max(0, told.count - last)
    let before = model.answering(UserQuery(history: History(told[..<first])))
    let whole = before.copy()
    for rating in told[first...] { whole.extend(by: rating) }
    let score = whole.score(item: item)
    guard !score.isNaN else { return nil }

    let buffer = FloatBuffer(count: told.count - first)
    let without = buffer.floats
    // Kept alive by hand: the view of its memory does not.
    defer { withExtendedLifetime(buffer) {} }
    let group = 8 * compute.workers.threads
    for start in stride(from: 0, to: without.count, by: group) {
      guard !shouldStop() else { throw EngineError.interrupted }
      compute.forBlocks(of: 1, in: min(group, without.count - start)) { offset, _ in
        let view = before.copy()
        let leftOut = first + start + offset
        for place in first..<told.count where place != leftOut { view.extend(by: told[place]) }
        without[start + offset] = view.score(item: item)
      }
    }
    let parts = (0..<without.count).filter { !without[$0].isNaN }.map { i in
      Explanation.Part(
        rating: known[first + i], without: scale.clip(without[i]), influence: score - without[i])
    }
    return Explanation(
      stars: scale.clip(score), score: score, path: whole.path,
      parts: parts.sorted {
        abs($0.influence) != abs($1.influence)
          ? abs($0.influence) > abs($1.influence) : $0.rating.itemID < $1.rating.itemID
      },
      ratings: told.count, unknownItems: history.count - told.count)
  }
}
