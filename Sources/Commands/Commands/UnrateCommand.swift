import ArgumentParser
import DebutEngine

struct UnrateCommand: ShellCommand {
  static let examples = [#"unrate "Heat (1995)""#, "unrate 6 --top 0"]
  static let configuration = CommandConfiguration(
    commandName: "unrate", abstract: "Take a rating of yours back.",
    discussion: "Shows how the top of your list moves, as `rate` does.")

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: ItemWord

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many items of the list to show; 0: none.", valueName: "n"))
  var top = 5

  func run(in session: Session) throws -> Answer {
    let named = try session.items().item(item)
    let item = named.item
    let top = try ArgumentCheck.whole(top, in: 0...1_000, for: "--top")
    guard session.person.ratings.contains(where: { $0.itemID == item.id }) else {
      throw ShellError.notRated(item: item.name, who: session.people.you)
    }
    let list = TopListChange(session, count: top)
    session.unrate(itemID: item.id)
    let count = session.person.ratings.count
    var answer = Answer("unrate")
    answer.add("user", .text(session.person.name))
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.add("ratings", .count(count))
    answer.blocks = [
      .line(
        "\(item.name): taken back; \(session.people.you) have rated "
          + NumberText.counted(count, "item"))
    ]
    named.note(in: &answer)
    list.add(to: &answer, session, item: item.id)
    return answer
  }
}
