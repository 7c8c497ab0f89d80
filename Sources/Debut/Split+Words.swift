extension Split {
  /// As the command says it: "fresh-users".
  var word: String {
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

  /// "0", "0,1,2", or "all" for all ten.
  var foldText: String {
    heldOutFolds.sorted() == Array(0...9)
      ? "all" : heldOutFolds.map(String.init).joined(separator: ",")
  }
}
