/// The representation of one user by some model, with the type of representation erased: what the
/// engine predicts from.
package protocol AnyRepresentation: AnyObject {
  /// Adds one rating. `interaction.item` is the model's own index.
  func extend(by interaction: Interaction)
  /// Returns the expected rating in stars, not clipped; NaN if there is no prediction.
  func score(item: Int) -> Float
  /// Writes the expected rating of each item.
  func score(
    items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>)
  /// Writes the expected rating of each item of the next ratings; see `Recommender.score(_:along:into:)`.
  func score(along history: History, into stars: UnsafeMutableBufferPointer<Float>)
  /// Returns the items with the highest scores, or nil if all have to be scored; see `Recommender.top`.
  func top(_ count: Int, where isWanted: (Int32) -> Bool) -> [ScoredItem]?
  /// The path that made the representation.
  var path: AnswerPath { get }
  /// Returns a copy that is independent from here on.
  func copy() -> any AnyRepresentation
}

extension Recommender {
  /// Returns the representation of one user, its type erased.
  package func answering(_ user: UserQuery) -> any AnyRepresentation {
    TypedRepresentation(model: self, representation: represent(user))
  }
}

private final class TypedRepresentation<Model: Recommender>: AnyRepresentation {
  private let model: Model
  private var representation: Model.Representation

  init(model: Model, representation: Model.Representation) {
    self.model = model
    self.representation = representation
  }

  func extend(by interaction: Interaction) { model.extend(&representation, by: interaction) }

  func score(item: Int) -> Float { model.score(representation, item: item) }

  /// Writes the expected rating of each item.
  func score(
    items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    model.score(representation, items: items, into: stars)
  }

  func score(along history: History, into stars: UnsafeMutableBufferPointer<Float>) {
    model.score(representation, along: history, into: stars)
  }

  func top(_ count: Int, where isWanted: (Int32) -> Bool) -> [ScoredItem]? {
    model.top(count, representation, where: isWanted)
  }

  var path: AnswerPath { model.path(of: representation) }

  func copy() -> any AnyRepresentation {
    TypedRepresentation(model: model, representation: representation)
  }
}
