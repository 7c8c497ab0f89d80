import ArgumentParser
import DebutEngine

struct DataCommand: ShellCommand {
  static let examples = ["data", "data sample movies --count 5"]
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Describe the data, or show a sample of its rows.",
    discussion: """
      `data` alone counts users, items and ratings. `data sample` shows rows drawn at random, the same \
      ones each time; tables are ratings, movies, links and tags.
      """)

  enum Action: String, CaseIterable, ExpressibleByArgument { case sample }

  @Argument(help: ArgumentHelp("The word sample.", valueName: "action"))
  var action: Action?

  @Argument(help: ArgumentHelp("The table to draw from (default: ratings).", valueName: "table"))
  var table: DataSample.Side?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many rows (default: 10).", valueName: "n"))
  var count: Int?

  func run(in session: Session) throws -> Answer {
    let data = try session.ratings()
    guard action == .sample else {
      if count != nil {
        throw ShellError.needless(option: "--count", reason: "it belongs to data sample")
      }
      return describe(data)
    }
    let count = try ArgumentCheck.whole(count ?? 10, in: 1...1_000_000, for: "--count")
    return try DataSample(data, count: count).answer(table ?? .ratings)
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
    answer.add("duplicates", .count(data.dataset.duplicates))
    answer.add("fingerprint", .text(data.dataset.fingerprint))
    answer.blocks = [.facts(facts(answer, data))]
    return answer
  }

  private func facts(_ answer: Answer, _ data: LoadedData) -> [(name: String, value: Value)] {
    let names = [
      "shortestHistory": "shortest history", "medianHistory": "median history",
      "longestHistory": "longest history", "tiedTimes": "tied times",
    ]
    return answer.fields.compactMap { field in
      switch field.key {
      case "generated", "timeUnit", "skippedColumns": nil
      case "tiedTimes" where field.value.isEmpty: nil
      case "dataset": ("dataset", .text(data.label))
      default: (names[field.key] ?? field.key, field.value)
      }
    }
  }
}
