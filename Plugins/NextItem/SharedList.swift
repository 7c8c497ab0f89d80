import Debut

/// A scorer that has one score for each item, the same for everyone.
///
/// - Stability: evolving.
public struct SharedList: TrainedScorer {
  /// A user, of whom nothing is read.
  public struct State: Sendable {}

  /// [items] the scores.
  let scores: [Float]
  private let name: String

  init(_ scores: [Float], name: String) {
    self.scores = scores
    self.name = name
  }

  public func state(of user: UserQuery) -> State { State() }
  public func extend(_ state: inout State, by interaction: Interaction) {}

  public func score(_ state: State, item: Int) -> Float { scores[item] }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    scores.withUnsafeBufferPointer { scores in
      for i in items.indices { stars[i] = scores[Int(items[i])] }
    }
  }

  public func path(of state: State) -> AnswerPath { AnswerPath(name, ratings: 0) }
}
