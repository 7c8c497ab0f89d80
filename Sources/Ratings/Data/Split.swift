/// How ratings are divided into those that models learn from and those that they are judged by.
public enum Split: Hashable, Sendable {
  /// Everything is for training; nothing can be evaluated.
  case none
  /// Users with `userId % 10` in `folds` are held out whole, one fold at a time.
  case freshUsers(folds: [Int])
  /// Every user's last rating is held out.
  case leaveLastOut
  /// Ratings from the `fraction`-quantile of all timestamps on are held out. 0 < fraction < 1.
  case byTime(fraction: Double)
}

/// One division of the data: what a model may see, and what it is asked.
public struct Partition: Sendable {
  /// The fold, for `freshUsers`.
  public let fold: Int?
  public let training: Histories
  /// The users that are asked about, with their whole histories.
  public let heldOut: Histories
  /// For each held-out user the position of the first rating to predict; each rating from there on is
  /// predicted from all those before it.
  public let firstTargets: [Int]

  public init(fold: Int? = nil, training: Histories, heldOut: Histories, firstTargets: [Int]) {
    self.fold = fold
    self.training = training
    self.heldOut = heldOut
    self.firstTargets = firstTargets
  }
}
