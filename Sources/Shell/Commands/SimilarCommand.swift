import ArgumentParser
import DebutEngine

struct SimilarCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "List the items that the same people like as much.",
    discussion: """
      By the ratings themselves, no model is asked: the cosine of two items' ratings over the users who \
      rated both, each rating less the user's mean (adjusted cosine, Sarwar et al. 2001), times \
      n / (n + 25) for n such users, so that a few agreeing users weigh little.
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: String

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items.", valueName: "n"))
  var top = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out items that fewer users rated together.", valueName: "n"))
  var minSupport = 5

  func run(in session: Session) throws -> Outcome {
    let data = try session.loadedData()
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let support = try ArgumentCheck.whole(minSupport, in: 1...Int.max, for: "--min-support")
    let index = try data.titles.resolve(item)
    let item = data.dataset.catalogue[index]
    let similar = ItemSimilarity(data.dataset).nearest(
      to: index, minSupport: support, shouldStop: { Interruption.isRequested })
    guard let similar else { throw ShellError.interrupted }
    var rows = Table("rank", "item", "title", "similarity", "users")
    for (i, found) in similar.prefix(count).enumerated() {
      let other = data.dataset.catalogue[found.item]
      rows.add([
        .count(i + 1), .id(other.id), .text(other.name),
        .number(found.similarity, decimals: 3), .count(found.users),
      ])
    }
    var answer = Answer("similar")
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.rows = rows
    answer.blocks = [
      .table(rows), .line("to \(item.name), by the ratings of users who rated both"),
    ]
    if rows.rows.isEmpty {
      answer.note("no item was rated by \(support) or more users who also rated \(item.name)")
    }
    return .answer(answer)
  }
}
