import ArgumentParser
import DebutEngine

struct SplitCommand: ShellCommand {
  static let examples = ["split fresh-users --fold 0,1,2", "split by-time --at 0.8"]
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Say which ratings are held out of training, to evaluate models by.",
    discussion: """
      fresh-users: fold K holds out the users whose id ends in the digit K, whole (ids of text: whose hash \
      does); without --fold the first fold with users. A list of folds, or all, trains a model for each and \
      pools the errors.
      leave-last-out: the last rating of every user.
      by-time: ratings from the quantile F of all times on.
      none: nothing is held out, and nothing can be evaluated.

      Without words, `split` shows the one there is. Models stay: an evaluation that would ask a model \
      for ratings that it was trained on is refused.
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case freshUsers = "fresh-users"
    case leaveLastOut = "leave-last-out"
    case byTime = "by-time"
    case none
  }

  @Argument(help: ArgumentHelp("How to divide.", valueName: "split"))
  var kind: Kind?

  @Option(
    help: ArgumentHelp("Of fresh-users: 0 to 9, a list as 0,1,2, or all.", valueName: "folds"))
  var fold: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of by-time: a fraction between 0 and 1.", valueName: "fraction"))
  var at: Double?

  func run(in session: Session) throws -> Answer {
    let data = try session.ratings()
    let split = try split(orOf: session)
    let answer = try Self.answer(split, data)
    session.split = split
    return answer
  }

  private func split(orOf session: Session) throws -> Split {
    if fold != nil, kind != .freshUsers {
      throw ShellError.needless(option: "--fold", reason: "it belongs to split fresh-users")
    }
    if at != nil, kind != .byTime {
      throw ShellError.needless(option: "--at", reason: "it belongs to split by-time")
    }
    switch kind {
    case nil: return session.split
    case .some(.none): return .none
    case .leaveLastOut: return .leaveLastOut
    case .freshUsers:
      guard let fold else {
        let standard = Split.standard(for: try session.ratings().dataset)
        return standard == .none ? .freshUsers(folds: [0]) : standard
      }
      return .freshUsers(folds: try Self.folds(fold))
    case .byTime:
      guard let at else {
        throw ShellError.usage(reason: "by-time needs --at", usage: Self.usage)
      }
      return .byTime(fraction: at)
    }
  }

  /// Reads folds: "0", "0,1,2" or "all".
  static func folds(_ text: String) throws -> [Int] {
    if text == "all" { return Array(Split.allFolds) }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let fold = Int(word.filter { $0 != " " }), Split.allFolds.contains(fold) else {
        throw ShellError.badValue(
          what: "--fold", value: text, expected: "a digit, a list of digits as 0,1,2, or all")
      }
      return fold
    }
  }

  private static func answer(_ split: Split, _ data: LoadedData) throws -> Answer {
    let partitions = try split.partitions(of: data.dataset)
    let heldOut = partitions.map { partition in
      zip(partition.heldOut, partition.firstTargets).reduce(0) { $0 + $1.0.count - $1.1 }
    }
    let training = partitions.map(\.training.ratingCount)
    var answer = Answer("split")
    answer.add("split", .text(split.word))
    answer.add("fold", split.foldText.map { .text($0) } ?? .null)
    if let fraction = split.fraction { answer.add("at", .number(fraction, decimals: 4)) }
    answer.add("training", .list(training.map { .count($0) }))
    answer.add("heldOut", .list(heldOut.map { .count($0) }))
    answer.add("heldOutUsers", .list(partitions.map { .count($0.heldOut.count) }))
    answer.blocks = [
      .line(
        sentence(split, training, heldOut, partitions.map(\.heldOut.count), data.rowName))
    ]
    return answer
  }

  private static func sentence(
    _ split: Split, _ training: [Int], _ heldOut: [Int], _ users: [Int], _ rowName: String
  ) -> String {
    guard let first = training.first, split != .none else {
      return "none: everything is for training, nothing can be evaluated"
    }
    let total = heldOut.reduce(0, +)
    let held =
      "\(NumberText.counted(total, rowName)) of "
      + "\(NumberText.counted(users.reduce(0, +), "user")) are held out"
    let rest =
      training.count == 1
      ? "\(NumberText.grouped(first)) are for training"
      : "in \(training.count) folds, a model is trained for each"
    return "\(split): \(held), \(rest)"
  }
}
