import Debut

/// Predictions with the representation's type erased, so that representations of several models are kept
/// side by side. They remain values: a copy develops independently.
extension Recommender {
  /// Returns the representation of a user.
  func erasedRepresentation(_ user: UserQuery) -> Any { represent(user) }

  /// Adds one more rating to a representation.
  func extendErased(_ representation: inout Any, by interaction: Interaction) {
    guard var own = representation as? Representation else { return }
    // One owner at a time, so that the representation is not copied.
    representation = ()
    extend(&own, by: interaction)
    representation = own
  }

  /// Returns the expected rating of one item in stars; NaN for the representation of another model.
  func scoreErased(_ representation: Any, item: Int) -> Float {
    guard let own = representation as? Representation else { return .nan }
    return score(own, item: item)
  }

  /// Writes the expected rating of each item of a user's next ratings in stars.
  func scoreErased(
    _ representation: Any, along history: History, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let own = representation as? Representation else { return }
    score(own, along: history, into: stars)
  }

  /// Writes the expected ratings of many items in stars.
  func scoreErased(
    _ representation: Any, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let own = representation as? Representation else { return }
    score(own, items: items, into: stars)
  }
}
