import Debut

extension Split {
  /// As the command says it: "fresh-users".
  public var word: String {
    switch self {
    case .none: "none"
    case .freshUsers: "fresh-users"
    case .leaveLastOut: "leave-last-out"
    case .byTime: "by-time"
    }
  }

  /// The folds held out, one at a time; empty for splits without folds.
  var heldOutFolds: [Int] {
    if case .freshUsers(let folds) = self { folds } else { [] }
  }

  /// "0", "0,1,2", or "all" for all ten; nil for splits without folds.
  public var foldText: String? {
    guard case .freshUsers(let folds) = self else { return nil }
    return folds.sorted() == Array(0...9) ? "all" : folds.map(String.init).joined(separator: ",")
  }

  /// Where `byTime` cuts: the fraction of all times that is for training; nil for the others.
  public var fraction: Double? {
    if case .byTime(let fraction) = self { fraction } else { nil }
  }

  /// The word and what the split was given: "fresh-users, fold 0", "by-time at 0.8".
  public var phrase: String {
    switch self {
    case .none, .leaveLastOut: word
    case .freshUsers(let folds):
      folds.count == 10
        ? "\(word), all folds" : "\(word), fold\(folds.count == 1 ? "" : "s") \(foldText ?? "")"
    case .byTime(let fraction): "\(word) at \(fraction)"
    }
  }
}
