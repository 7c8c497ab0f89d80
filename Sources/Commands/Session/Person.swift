import DebutEngine

/// A fresh user at the keyboard: their ratings, and what each model has made of them so far.
final class Person {
  /// What they are called.
  let name: String
  /// Oldest first; one rating an item.
  private(set) var ratings: [RatedItem] = []
  private var views: [(model: TrainedModel, view: UserState)] = []

  init(name: String) { self.name = name }

  /// Adds a rating. Models that know the person already take in just this one; a second rating of an
  /// item takes the place of the first, and models start over.
  func rate(_ item: RatedItem) {
    if ratings.contains(where: { $0.itemID == item.itemID }) {
      unrate(itemID: item.itemID)
    }
    ratings.append(item)
    for (_, view) in views { view.rate(item) }
  }

  /// Takes a rating back. Nothing happens where there is none.
  func unrate(itemID: Int64) { keep { $0.itemID != itemID } }

  /// Keeps some of the ratings.
  func keep(_ isKept: (RatedItem) -> Bool) {
    let kept = ratings.filter(isKept)
    guard kept.count < ratings.count else { return }
    ratings = kept
    views.removeAll()
  }

  /// The person as a model sees them.
  ///
  /// - Throws: `EngineError.severalFolds`.
  func view(of model: TrainedModel) throws -> UserState {
    if let known = views.first(where: { $0.model === model }) { return known.view }
    let view = try model.answer(history: ratings)
    views.removeAll { $0.model.name == model.name }
    views.append((model, view))
    return view
  }
}
