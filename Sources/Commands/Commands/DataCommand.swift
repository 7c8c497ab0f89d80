import ArgumentParser
import DebutEngine

struct DataCommand: ShellCommand {
  static let examples = [
    "data", "data sample movies --count 5", "data user 7", #"data item "Heat (1995)""#,
  ]
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Describe the data, a user or an item, or show a sample of its rows.",
    discussion: """
      `data` alone counts users, items and ratings. `data user ID` shows a user's ratings, oldest first; \
      `data item ITEM` an item's fields, its ratings and the items nearest to it. `data sample` shows rows \
      drawn at random, the same ones each time; tables are ratings, movies (or items), links and tags, and each \
      other file beside the ratings by its name.
      """)

  enum Action: String, CaseIterable, ExpressibleByArgument { case sample, user, item }

  @Argument(help: ArgumentHelp("One of sample, user and item.", valueName: "action"))
  var action: Action?

  @Argument(
    help: ArgumentHelp(
      "The table to draw from (default: ratings), the user's id, or the item's id or title.",
      valueName: "item"))
  var subject: ItemWord?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many rows, ratings or neighbours (default: 10).", valueName: "n"))
  var count: Int?

  func run(in session: Session) throws -> Answer {
    let data = try session.ratings()
    guard let action else {
      if count != nil {
        throw ShellError.needless(
          option: "--count", reason: "it belongs to data sample, data user and data item")
      }
      return describe(data)
    }
    let count = try ArgumentCheck.whole(count ?? 10, in: 1...1_000_000, for: "--count")
    switch action {
    case .sample:
      let table = try subject.map { try SampledTable.named($0.text, in: data) } ?? .ratings
      return try DataSample(data, count: count).answer(table, session.host.cancellation)
    case .user:
      guard let subject, let user = UserWord(argument: subject.text) else {
        throw missing("a user's id")
      }
      return try DataLook(data).user(user, count: count)
    case .item:
      guard let subject else { throw missing("an item's id or title") }
      return try DataLook(data).item(subject, count: count, session.host.cancellation)
    }
  }

  private func missing(_ what: String) -> ShellError {
    let kind = action == .user ? "user ID" : "item ITEM"
    return .usage(reason: "\(what) is missing", usage: "data \(kind)")
  }

  /// An item with fewer ratings is cold: `recommend` leaves it out by default.
  private static let coldBelow = 5

  private func coldItems(_ dataset: Dataset) -> Int {
    var counts = [Int](repeating: 0, count: dataset.catalogue.ratedCount)
    for history in dataset.histories { for item in history.items { counts[Int(item)] += 1 } }
    return counts.reduce(0) { $0 + ($1 < Self.coldBelow ? 1 : 0) }
  }

  /// Returns the number of events of a user and an item that have an earlier one; of ratings only the latest is
  /// kept.
  private func repeats(_ dataset: Dataset) -> Int {
    guard dataset.feedback == .implicit else { return 0 }
    return dataset.histories.reduce(0) { $0 + $1.count - Set($1.items).count }
  }

  /// Returns the names of the tables beside the ratings and the items.
  private func tables(_ data: LoadedData) -> [String] {
    let tables = data.dataset.tables
    return (tables.links.isEmpty ? [] : ["links"]) + (tables.tags.isEmpty ? [] : ["tags"])
      + tables.others.map(\.name)
  }

  private func describe(_ data: LoadedData) -> Answer {
    let histories = data.dataset.histories
    let cells = Double(histories.count) * Double(data.dataset.catalogue.ratedCount)
    let lengths = histories.map(\.count).sorted()
    var answer = data.summary("data")
    answer.add("catalogue", .count(data.dataset.catalogue.count))
    answer.add("density", .number(Double(histories.ratingCount) / cells, decimals: 4))
    answer.add("shortestHistory", .count(lengths.first ?? 0))
    answer.add("medianHistory", .count(lengths.isEmpty ? 0 : lengths[lengths.count / 2]))
    answer.add("longestHistory", .count(lengths.last ?? 0))
    for bucket in HistoryBucket.allCases where bucket != .all && bucket != .none {
      let users = lengths.reduce(0) { $0 + (HistoryBucket.of($1) == bucket ? 1 : 0) }
      let share = lengths.isEmpty ? nil : Double(users) / Double(lengths.count)
      answer.add("users\(bucket.rawValue)", .number(share, decimals: 4))
    }
    answer.add("coldItems", .count(coldItems(data.dataset)))
    answer.add("duplicates", .count(data.dataset.duplicates))
    answer.add("repeats", .count(repeats(data.dataset)))
    answer.add("tables", .list(tables(data).map { .text($0) }))
    answer.add("fingerprint", .text(data.dataset.fingerprint))
    answer.blocks = [.facts(facts(answer, data))]
    return answer
  }

  private func facts(_ answer: Answer, _ data: LoadedData) -> [(name: String, value: Value)] {
    let names = [
      "shortestHistory": "shortest history", "medianHistory": "median history",
      "longestHistory": "longest history", "tiedTimes": "tied times", "badRows": "unreadable rows",
      "coldItems": "items with fewer than \(Self.coldBelow) ratings",
    ]
    return answer.fields.compactMap { field in
      switch field.key {
      case "generated", "timeUnit", "skippedColumns": nil
      case "tiedTimes" where field.value.isEmpty: nil
      case "duplicates" where data.dataset.feedback == .implicit: nil
      case "repeats" where data.dataset.feedback != .implicit: nil
      case "tables" where field.value == .list([]): nil
      // Programs have two names for the one number.
      case "replaced": nil
      case "dataset": ("dataset", .text(data.label))
      case let key where key.hasPrefix("users") && key != "users":
        ("users with \(key.dropFirst(5)) ratings", field.value)
      default: (names[field.key] ?? field.key, field.value)
      }
    }
  }
}
