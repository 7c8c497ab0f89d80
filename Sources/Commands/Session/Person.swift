import DebutEngine

/// A fresh user at the keyboard: their ratings, and their state in each model so far.
final class Person {
  /// The person's name.
  let name: String
  /// Oldest first; one rating an item, or any number of events.
  private(set) var ratings: [RatedItem] = []
  private var views: [(model: TrainedModel, view: UserState)] = []

  init(name: String) { self.name = name }

  /// Adds a rating. States in models are extended by it; a second rating of an item takes the place
  /// of the first, and states are made anew, unless an item may come again.
  func rate(_ item: RatedItem, repeats: Bool = false) {
    if !repeats, ratings.contains(where: { $0.itemID == item.itemID }) {
      unrate(itemID: item.itemID)
    }
    ratings.append(item)
    for (_, view) in views { view.rate(item) }
  }

  /// Takes a rating back, if there is one.
  func unrate(itemID: Vocabulary.Key) { keep { $0.itemID != itemID } }

  /// Keeps some of the ratings.
  func keep(_ isKept: (RatedItem) -> Bool) {
    let kept = ratings.filter(isKept)
    guard kept.count < ratings.count else { return }
    ratings = kept
    views.removeAll()
  }

  /// Keeps the ratings whose items other data has too, by the ids that it gives them.
  func move(from old: LoadedData, to new: LoadedData) {
    keep { new.accepts($0, of: old) }
    let moved = ratings.map { rating in
      let id = new.dataset.catalogue.vocabulary.own(rating.itemID)
      return RatedItem(itemID: id, stars: rating.stars, timestamp: rating.timestamp)
    }
    guard zip(moved, ratings).contains(where: { $0.itemID != $1.itemID }) else { return }
    ratings = moved
    views.removeAll()
  }

  /// Returns the person's state in a model.
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
