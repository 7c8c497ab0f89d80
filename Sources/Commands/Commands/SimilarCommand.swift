import ArgumentParser
import DebutEngine

struct SimilarCommand: ShellCommand {
  static let examples = [#"similar "Heat (1995)" --top 5"#, "similar 6 --min-support 20"]
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "List the items that the same people like as much, or have, too.",
    discussion: """
      By the ratings themselves, no model is asked: the cosine of two items' ratings over the users who \
      rated both, each rating less the user's mean (adjusted cosine, Sarwar et al. 2001), times \
      n / (n + 25) for n such users, so that a few agreeing users weigh little. Of events it is the cosine \
      of the two sets of users, times the same.

      Without data, after `open` alone, it is the cosine of the current model's item vectors, of items \
      with --min-support training ratings.
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: ItemWord

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items.", valueName: "n"))
  var top = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out items that fewer users rated together.", valueName: "n"))
  var minSupport = 5

  func run(in session: Session) throws -> Answer {
    let data = try session.items()
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let support = try ArgumentCheck.whole(minSupport, in: 1...Int.max, for: "--min-support")
    let named = try data.item(item)
    let (index, item) = (named.index, named.item)
    var answer = Answer("similar")
    named.note(in: &answer)
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    if session.data != nil {
      try addByRatings(index, data, count, support, session.host.cancellation, to: &answer)
    } else {
      try addByVectors(of: session.currentModel(), item, data, count, support, to: &answer)
    }
    return answer
  }

  /// Compares the ratings of the users who rated both items.
  private func addByRatings(
    _ index: Int, _ data: LoadedData, _ count: Int, _ support: Int, _ cancellation: Cancellation,
    to answer: inout Answer
  ) throws {
    let item = data.dataset.catalogue[index]
    let isOfEvents = data.dataset.feedback == .implicit
    let rows = try DataLook(data).neighbours(
      of: index, count: count, minSupport: support, cancellation)
    answer.rows = rows
    answer.blocks = [
      .table(rows),
      .line(
        isOfEvents
          ? "to \(item.name), by the users who had both"
          : "to \(item.name), by the ratings of users who rated both"),
    ]
    if rows.rows.isEmpty {
      answer.note(
        isOfEvents
          ? "no item was had by \(support) or more users who also had \(item.name)"
          : "no item was rated by \(support) or more users who also rated \(item.name)")
    }
  }

  /// Compares item vectors, which a model brings along in its file if no data is loaded.
  private func addByVectors(
    of model: TrainedModel, _ item: Item, _ data: LoadedData, _ count: Int, _ support: Int,
    to answer: inout Answer
  ) throws {
    let similar: [SimilarItem]
    do {
      similar = try model.similarItems(to: item.id, minSupport: support)
    } catch EngineError.noItemVectors(_, let reason) {
      throw ShellError.needsRatings(command: "similar", reason: reason)
    }
    var rows = Table("rank", "item", "title", "similarity", "ratings")
    for (i, found) in similar.prefix(count).enumerated() {
      rows.add([
        .count(i + 1), .id(found.itemID), .text(data.name(ofItem: found.itemID)),
        .number(found.similarity, decimals: 3), .count(found.support),
      ])
    }
    answer.add("model", .text(model.name))
    answer.rows = rows
    answer.blocks = [
      .table(rows),
      .line("to \(item.name), by the item vectors of \(model.name), as no data is loaded"),
    ]
    if rows.rows.isEmpty {
      answer.note(
        "no other item has a vector and \(NumberText.counted(support, "training rating")) or more")
    }
  }
}
