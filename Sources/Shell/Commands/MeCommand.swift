import ArgumentParser
import Debut

struct MeCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "me", abstract: "List what you have rated, oldest first.")

  func run(in session: Session) throws -> Outcome {
    let ratings = session.person.ratings
    let items = try? session.knownItems()
    var rows = Table("item", "title", "stars")
    for rating in ratings {
      let title = items?.name(ofItem: rating.itemID) ?? "item \(rating.itemID)"
      rows.add([.id(rating.itemID), .text(title), .rating(rating.stars)])
    }
    var answer = Answer("me")
    answer.add("ratings", .count(ratings.count))
    answer.rows = rows
    answer.blocks =
      ratings.isEmpty
      ? [.line("you have rated nothing yet; rate ITEM STARS")] : [.table(rows)]
    return .answer(answer)
  }
}
