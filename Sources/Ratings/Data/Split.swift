/// A division of ratings into those for training and those for evaluation.
///
/// - Stability: stable.
public enum Split: Hashable, Sendable {
  /// Everything is for training; nothing can be evaluated.
  case none
  /// Users whose fold is among `folds` are held out whole, one fold at a time.
  case freshUsers(folds: [Int])
  /// Every user's last rating is held out.
  case leaveLastOut
  /// Ratings from the `fraction`-quantile of all timestamps on are held out. 0 < fraction < 1.
  case byTime(fraction: Double)
}

extension Split {
  /// True of a division by time: all that is held out is later than all that is for training.
  public var isByTime: Bool {
    if case .byTime = self { true } else { false }
  }

  /// All folds of `freshUsers`: 0 to 9.
  public static let allFolds = 0...9

  /// Returns the fold of a user under `freshUsers`, 0 to 9: the last digit of a number; of a text the first eight
  /// bytes of the SHA-256 of its UTF-8, big-endian, modulo 10.
  ///
  /// It depends on the user's key alone: a user is in the same fold of every data set whose ids are of its kind.
  public static func fold(of user: Vocabulary.Key) -> Int {
    Int(Vocabulary.stableNumber(of: user) % UInt64(allFolds.count))
  }

  /// Returns the folds of users, in their order.
  public static func folds(of users: Vocabulary) -> [Int] {
    users.stableNumbers.map { Int($0 % UInt64(allFolds.count)) }
  }
}

extension Split {
  /// The name in the command language, such as "fresh-users".
  public var word: String {
    switch self {
    case .none: "none"
    case .freshUsers: "fresh-users"
    case .leaveLastOut: "leave-last-out"
    case .byTime: "by-time"
    }
  }

  /// The folds that are held out one at a time; empty for splits without folds.
  package var heldOutFolds: [Int] {
    if case .freshUsers(let folds) = self { folds } else { [] }
  }

  /// "0", "0,1,2", or "all" for all ten; nil for splits without folds.
  public var foldText: String? {
    guard case .freshUsers(let folds) = self else { return nil }
    return folds.sorted() == Array(Self.allFolds)
      ? "all" : folds.map(String.init).joined(separator: ",")
  }

  /// The fraction of all times that is for training under `byTime`; nil for other splits.
  public var fraction: Double? {
    if case .byTime(let fraction) = self { fraction } else { nil }
  }
}

extension Split: CustomStringConvertible {
  /// The word and the parameters, as in "fresh-users, fold 0" or "by-time at 0.8".
  public var description: String {
    switch self {
    case .none, .leaveLastOut: word
    case .freshUsers(let folds):
      folds.count == Self.allFolds.count
        ? "\(word), all folds" : "\(word), \(Counted.noun("fold", folds.count)) \(foldText ?? "")"
    case .byTime(let fraction): "\(word) at \(fraction)"
    }
  }
}
