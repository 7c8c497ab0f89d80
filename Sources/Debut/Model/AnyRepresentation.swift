/// A model's view of one user, whatever type the model gives its representations: what the engine and
/// the REPL ask.
public protocol AnyRepresentation: AnyObject {
  /// Takes one more rating into account. `interaction.item` is the model's own index.
  func extend(by interaction: Interaction)
  /// The expected rating in stars, not clipped; NaN where the model cannot say.
  func score(item: Int) -> Float
  func score(
    items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>)
  /// Which path answers.
  var path: AnswerPath { get }
  /// A view of the same user that goes its own way from here on.
  func copy() -> any AnyRepresentation
}

extension Recommender {
  /// A view of one user by this model.
  public func answering(_ user: UserQuery) -> any AnyRepresentation {
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

  func score(
    items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    model.score(representation, items: items, into: stars)
  }

  var path: AnswerPath { model.path(of: representation) }

  func copy() -> any AnyRepresentation {
    TypedRepresentation(model: model, representation: representation)
  }
}
