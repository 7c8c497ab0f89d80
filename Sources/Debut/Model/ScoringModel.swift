/// A trained model's part that predicts: a frozen value, made once after training.
///
/// Its methods are those of `Recommender`, with the certainty that the model has been trained. Several
/// threads call them at once.
///
/// - Stability: evolving.
public protocol TrainedScorer: Sendable {
  /// One user: a value, whose copies develop independently.
  associatedtype State

  /// Returns the state of a user.
  func state(of user: UserQuery) -> State

  /// Adds one more rating to the state.
  func extend(_ state: inout State, by interaction: Interaction)

  /// Writes the expected ratings of many items in stars, not clipped.
  func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>)

  /// Returns the expected rating of one item in stars, not clipped. The default scores a list of one.
  func score(_ state: State, item: Int) -> Float

  /// Writes the expected rating of each item of a user's next ratings in stars, not clipped. The default scores
  /// and extends a copy in turn. See `Recommender.score(_:along:into:)`.
  func score(
    _ state: State, along history: History, into stars: UnsafeMutableBufferPointer<Float>)

  /// Returns the items with the highest scores, if the scorer finds them without scoring all; nil, the
  /// default, if it does not. See `Recommender.top`.
  func top(_ count: Int, _ state: State, where isWanted: (Int32) -> Bool) -> [ScoredItem]?

  /// Returns the path by which the state came about.
  func path(of state: State) -> AnswerPath
}

extension TrainedScorer {
  /// Scores a list of one item.
  @inlinable public func score(_ state: State, item: Int) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { stars in
      stars.initialize(repeating: .nan)
      withUnsafePointer(to: Int32(item)) {
        score(state, items: UnsafeBufferPointer(start: $0, count: 1), into: stars)
      }
      return stars[0]
    }
  }

  /// Scores and extends a copy of the state in turn.
  @inlinable public func score(
    _ state: State, along history: History, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    var state = state
    for (position, next) in history.enumerated() {
      stars[position] = score(state, item: next.item)
      if position + 1 < history.count { extend(&state, by: next) }
    }
  }

  /// Returns nil: all items are scored.
  @inlinable public func top(
    _ count: Int, _ state: State, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? { nil }
}

/// A model that predicts with a scorer, which it has once it is trained.
///
/// A user's representation is the scorer's state, and nil before training. The methods of `Recommender`
/// that predict are inherited.
///
/// - Stability: evolving.
public protocol ScoringModel: Recommender where Representation == Scorer.State? {
  associatedtype Scorer: TrainedScorer

  /// The scorer; nil before training.
  var scorer: Scorer? { get }
}

// Inlined into each model, because the scorer's type, and so its layout, is known there.
extension ScoringModel {
  /// Returns the scorer's state of the user; nil before training.
  @inlinable @inline(__always) public func represent(_ user: UserQuery) -> Scorer.State? {
    scorer?.state(of: user)
  }

  /// Adds one more rating to the state.
  @inlinable @inline(__always) public func extend(
    _ representation: inout Scorer.State?, by interaction: Interaction
  ) {
    guard let scorer, representation != nil else { return }
    scorer.extend(&representation!, by: interaction)
  }

  /// Returns the scorer's prediction; NaN before training.
  @inlinable @inline(__always) public func score(
    _ representation: Scorer.State?, item: Int
  ) -> Float {
    guard let scorer, let representation else { return .nan }
    return scorer.score(representation, item: item)
  }

  /// Writes the scorer's predictions; before training it leaves `stars` as they are.
  @inlinable @inline(__always) public func score(
    _ representation: Scorer.State?, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let scorer, let representation else { return }
    scorer.score(representation, items: items, into: stars)
  }

  /// Writes the scorer's predictions; before training it leaves `stars` as they are.
  @inlinable @inline(__always) public func score(
    _ representation: Scorer.State?, along history: History,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let scorer, let representation else { return }
    scorer.score(representation, along: history, into: stars)
  }

  /// Returns the scorer's list; nil before training.
  @inlinable @inline(__always) public func top(
    _ count: Int, _ representation: Scorer.State?, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    guard let scorer, let representation else { return nil }
    return scorer.top(count, representation, where: isWanted)
  }

  /// Returns the path of the scorer's state.
  @inlinable @inline(__always) public func path(of representation: Scorer.State?) -> AnswerPath {
    guard let scorer, let representation else { return AnswerPath("untrained model", ratings: 0) }
    return scorer.path(of: representation)
  }
}
