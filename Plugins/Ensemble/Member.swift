import Debut

/// A trained model whose representations are kept beside those of others. They stay values: a copy of a
/// user is a user of its own.
protocol Member {
  /// The model itself.
  var recommender: any Recommender { get }
  func represent(_ user: UserQuery) -> Any
  func extend(_ representation: inout Any, by interaction: Interaction)
  func score(_ representation: Any, item: Int) -> Float
  func score(
    _ representation: Any, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>)
}

struct ModelMember<Model: Recommender>: Member {
  let model: Model

  var recommender: any Recommender { model }

  func represent(_ user: UserQuery) -> Any { model.represent(user) }

  func extend(_ representation: inout Any, by interaction: Interaction) {
    guard var own = representation as? Model.Representation else { return }
    // One owner at a time, so that what is extended is not copied.
    representation = ()
    model.extend(&own, by: interaction)
    representation = own
  }

  func score(_ representation: Any, item: Int) -> Float {
    guard let own = representation as? Model.Representation else { return .nan }
    return model.score(own, item: item)
  }

  func score(
    _ representation: Any, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let own = representation as? Model.Representation else { return }
    model.score(own, items: items, into: stars)
  }
}

/// The member that a model of any type is.
func memberOf(_ model: some Recommender) -> any Member { ModelMember(model: model) }
