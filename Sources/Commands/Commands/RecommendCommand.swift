import ArgumentParser
import DebutEngine

struct RecommendCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "List the items that someone, or each of many, would rate highest.",
    discussion: """
      Leaves out what the user has rated, and items with few training ratings. Without --user and \
      --history the list is for you. Stars are clipped to the scale, the order is by what the model says \
      before that; equal ones go by smaller id. The answer says which path of the model it came from and \
      how many ratings it rests on.

      --users reads a CSV file of many users: the columns user, item (or title) and rating, as \
      `me --export` writes them, for fresh users; a row with a user alone names a user of the data by \
      id. --out writes their lists to a CSV file of user, rank, item, title, stars, path, ratings.
      """)

  @OptionGroup var subject: SubjectOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items.", valueName: "n"))
  var top = 10

  @OptionGroup var filter: ItemFilter

  @Option(help: ArgumentHelp("Ask for all users of a CSV file.", valueName: "file"))
  var users: String?

  @Option(help: ArgumentHelp("With --users: write the lists to a CSV file.", valueName: "file"))
  var out: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With --users: threads (default: the number of cores).", valueName: "n"))
  var threads: Int?

  func run(in session: Session) throws -> Answer {
    let model = try session.currentModel()
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let support = try filter.support()
    let data = try users == nil ? session.items() : session.ratings()
    if let users {
      if self.subject.user != nil || self.subject.history != nil {
        throw ShellError.needless(
          option: self.subject.user != nil ? "--user" : "--history",
          reason: "--users says already who is asked for")
      }
      let batch = ListBatch(
        model: model, data: data, count: count, support: support,
        wanted: try filter.wanted(by: model, in: data), cancellation: session.host.cancellation)
      return try batch.answer(
        users: Environment.expanding(users), out: out.map(Environment.expanding),
        compute: try session.compute(threads: threads))
    }
    if out != nil || threads != nil {
      throw ShellError.needless(
        option: out != nil ? "--out" : "--threads", reason: "it belongs to --users")
    }
    let (view, subject) = try self.subject.view(of: model, in: session)
    let list = view.top(
      count, minSupport: support, wanted: try filter.wanted(by: model, in: data))
    return answer(list, by: model, view, for: subject, data)
  }

  private func answer(
    _ list: [Recommendation], by model: TrainedModel, _ view: UserState,
    for subject: SubjectOptions.Subject,
    _ data: LoadedData
  ) -> Answer {
    var answer = Answer("recommend")
    answer.add("model", .text(model.name))
    answer.add("path", .text(view.path.description))
    answer.add("user", subject.key)
    answer.add("ratings", .count(view.ratings))
    var rows = Table("rank", "item", "title", "stars")
    for (i, item) in list.enumerated() {
      rows.add([
        .count(i + 1), .id(item.itemID), .text(data.name(ofItem: item.itemID)), .stars(item.stars),
      ])
    }
    answer.rows = rows
    answer.blocks = [
      .table(rows), .line("for \(subject.who), answered by \(model.name): \(view.basis)"),
    ]
    if rows.rows.isEmpty {
      answer.note(
        filter.isActive
          ? "nothing of this kind is left to recommend; --min-support 0 counts every item"
          : "nothing is left to recommend; --min-support 0 counts every item")
    }
    view.note(model, in: &answer)
    return answer
  }
}
