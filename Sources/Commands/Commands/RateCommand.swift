import ArgumentParser
import DebutEngine

struct RateCommand: ShellCommand {
  static let examples = [#"rate "Heat (1995)" 5"#, "rate 6 4.5 --top 0"]
  static let configuration = CommandConfiguration(
    commandName: "rate",
    abstract: "Rate an item yourself; answers for you move at once.",
    discussion: """
      Nothing is trained anew: the model takes the one rating in. Rating an item again replaces the \
      rating before. Where a model answers, the top of your list follows, and how it moved: places up \
      and down, and what is new (from which place, where it was among the first 1,000).
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: ItemWord

  @Argument(help: ArgumentHelp("A number on the rating scale.", valueName: "stars"))
  var stars: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many items of the list to show; 0: none.", valueName: "n"))
  var top = 5

  func run(in session: Session) throws -> Answer {
    let data = try session.items()
    guard data.dataset.feedback != .implicit else {
      throw ShellError.takesNoStars(dataset: data.label)
    }
    let named = try data.item(item)
    let item = named.item
    let stars = try ArgumentCheck.stars(stars, on: data.dataset.scale)
    let top = try ArgumentCheck.whole(top, in: 0...1_000, for: "--top")
    let before = session.person.ratings.first { $0.itemID == item.id }?.stars
    let list = TopListChange(session, count: top)
    session.rate(RatedItem(itemID: item.id, stars: stars))
    let count = session.person.ratings.count
    var answer = Answer("rate")
    answer.add("user", .text(session.person.name))
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.add("stars", .rating(stars))
    answer.add("ratings", .count(count))
    answer.blocks = [
      .line(
        "\(item.name): \(NumberText.stars(stars))"
          + (before.map { " instead of \(NumberText.stars($0))" } ?? "")
          + "; \(session.people.you) have rated " + NumberText.counted(count, "item"))
    ]
    named.note(in: &answer)
    list.add(to: &answer, session, item: item.id)
    return answer
  }
}
