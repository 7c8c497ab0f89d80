import ArgumentParser
import Debut

struct RecommendCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "List the items that someone would rate highest.",
    discussion: """
      Leaves out what the user has rated, and items with few training ratings. Without --user and \
      --history the list is for you. Stars are clipped to the scale, the order is by what the model says \
      before that; equal ones go by smaller id.
      """)

  @OptionGroup var asked: Asked

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items.", valueName: "n"))
  var top = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out items with fewer training ratings.", valueName: "n"))
  var minSupport = 5

  func run(in session: Session) throws -> Outcome {
    let model = try session.currentModel()
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let support = try ArgumentCheck.whole(minSupport, in: 0...Int.max, for: "--min-support")
    let data = try session.knownItems()
    let (view, who) = try asked.view(of: model, in: session, for: "recommend")
    var answer = Answer("recommend")
    answer.add("model", .text(model.name))
    answer.add("path", .text(view.path.description))
    var rows = Table("rank", "item", "title", "stars")
    for (i, item) in view.top(count, minSupport: support).enumerated() {
      rows.add([
        .count(i + 1), .id(item.itemID), .text(data.name(ofItem: item.itemID)), .stars(item.stars),
      ])
    }
    answer.rows = rows
    answer.blocks = [
      .table(rows), .line("for \(who), answered by \(model.name): \(view.path)"),
    ]
    if rows.rows.isEmpty {
      answer.note("nothing is left to recommend; --min-support 0 counts every item")
    }
    view.note(model, in: &answer)
    return .answer(answer)
  }
}
