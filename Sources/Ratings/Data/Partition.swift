/// One division of the data: the histories that a model is trained on, and those that are held out.
///
/// - Stability: evolving.
public struct Partition: Sendable {
  /// The fold, for `freshUsers`.
  public let fold: Int?
  /// The histories for training.
  public let training: Histories
  /// The users with ratings to predict, with their whole histories.
  public let heldOut: Histories
  /// [held-out user] the position of the first rating to predict. Each rating from there on is
  /// predicted from all those before it.
  public let firstTargets: [Int]

  /// Makes a division; `firstTargets` has one position for each held-out user.
  public init(fold: Int? = nil, training: Histories, heldOut: Histories, firstTargets: [Int]) {
    self.fold = fold
    self.training = training
    self.heldOut = heldOut
    self.firstTargets = firstTargets
  }
}
