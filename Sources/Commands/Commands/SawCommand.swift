import ArgumentParser
import DebutEngine

struct SawCommand: ShellCommand {
  static let examples = [#"saw "Heat (1995)""#, "saw 6 --top 0"]
  static let configuration = CommandConfiguration(
    commandName: "saw",
    abstract:
      "Say that you saw, bought or used an item; the list of what comes next moves at once.",
    discussion: """
      `saw` is to events what `rate` is to ratings: nothing is trained anew, the model takes the one event \
      in. The same item may come again. Where a model answers, the top of your list follows, and how it \
      moved. `unrate` takes all your events of an item back.
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: ItemWord

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many items of the list to show; 0: none.", valueName: "n"))
  var top = 5

  func run(in session: Session) throws -> Answer {
    let data = try session.items()
    guard data.dataset.feedback == .implicit else {
      throw ShellError.needsStars(dataset: data.label)
    }
    let named = try data.item(item)
    let item = named.item
    let top = try ArgumentCheck.whole(top, in: 0...1_000, for: "--top")
    let list = TopListChange(session, count: top)
    session.rate(RatedItem(itemID: item.id, stars: 1))
    let events = session.person.ratings
    let times = events.count { $0.itemID == item.id }
    var answer = Answer("saw")
    answer.add("user", .text(session.person.name))
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.add("times", .count(times))
    answer.add("events", .count(events.count))
    answer.blocks = [
      .line(
        "\(item.name)\(times > 1 ? ", \(NumberText.counted(times, "time"))" : ""); "
          + "\(session.people.you) have \(NumberText.counted(events.count, "event"))")
    ]
    named.note(in: &answer)
    list.add(to: &answer, session, item: item.id)
    return answer
  }
}
