import Debut

extension UserState {
  /// An estimate for an item that the model was not trained on.
  ///
  /// - Stability: evolving.
  public struct Estimate: Hashable, Sendable {
    /// The mean of the predictions for the items that stand in, each clipped to the scale.
    public let stars: Float
    /// The choice of the items that stand in, and their number: "mean of 37 items of the same genres".
    public let path: AnswerPath
  }

  /// Returns the mean of the model's predictions for items like one that it was not trained on, such as an
  /// item that nobody has rated yet.
  ///
  /// The items are those of exactly the same genres, or else those that share a genre, or else all; items
  /// without training ratings are left out. It is an estimate by kind, and says nothing of the item
  /// itself.
  ///
  /// - Returns: nil if the model has no prediction of any such item.
  /// - Complexity: O(items).
  public func estimate(of item: Item) -> Estimate? {
    let trained = model.items.indices.filter { fold.supports[$0] > 0 }
    let genres = Set(item.genres)
    if !genres.isEmpty {
      let same = trained.filter { Set(model.items[$0].genres) == genres }
      if let estimate = mean(over: same, of: " of the same genres") { return estimate }
      let shared = trained.filter { !genres.isDisjoint(with: model.items[$0].genres) }
      if let estimate = mean(over: shared, of: " that share a genre") { return estimate }
    }
    return mean(over: trained, of: "")
  }

  private func mean(over items: [Int], of kind: String) -> Estimate? {
    let stars = items.map { representation.score(item: $0) }.filter { !$0.isNaN }
    guard !stars.isEmpty else { return nil }
    let sum = stars.reduce(0.0) { $0 + Double(model.clip($1)) }
    return Estimate(
      stars: Float(sum / Double(stars.count)),
      path: AnswerPath(
        "\(representation.path), mean of \(Counted.text(stars.count, "item"))\(kind)",
        ratings: representation.path.ratings))
  }
}
