import ArgumentParser
import Debut

struct UnrateCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "unrate", abstract: "Take a rating of yours back.")

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: String

  func run(in session: Session) throws -> Outcome {
    let item = try session.knownItems().item(item)
    guard session.person.ratings.contains(where: { $0.itemID == item.id }) else {
      throw ShellError.notRated(item: item.name)
    }
    session.unrate(itemID: item.id)
    let count = session.person.ratings.count
    var answer = Answer("unrate")
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.add("ratings", .count(count))
    answer.blocks = [
      .line("\(item.name): taken back; you have rated \(NumberText.counted(count, "item"))")
    ]
    return .answer(answer)
  }
}
