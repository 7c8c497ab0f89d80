import ArgumentParser
import DebutEngine

struct RecommendCommand: ShellCommand {
  static let examples = [
    "recommend --top 5 --genre Comedy --year 1990-1999",
    "recommend --users people.csv --out lists.csv",
  ]
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "List the items that someone, or each of many, would rate highest or take next.",
    discussion: """
      Leaves out what the user has rated or had (--repeats yes lists it, too), and items with few training \
      ratings. Models of events order by a score, which has no unit. Without --user and \
      --history the list is for you. Stars are clipped to the scale, the order is by what the model says \
      before that; equal ones go by smaller id. The answer says which path of the model it came from and \
      how many ratings it rests on.

      --users reads a CSV file of many users: the columns user, item (or title) and rating, as \
      `me --export` writes them, for fresh users; a row with a user alone names a user of the data by \
      id. Rows of unknown items are left out and counted, and so are unknown users; --strict refuses them. \
      --out writes their lists to a CSV file of user, rank, item, title, stars, path, ratings.
      """)

  @OptionGroup var subject: SubjectOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items.", valueName: "n"))
  var top = 10

  @OptionGroup var filter: ItemFilter

  @Option(
    help: ArgumentHelp(
      "yes lists items that the user has rated or had, too (default: no).", valueName: "yes|no"),
    completion: .list(["yes", "no"]))
  var repeats: String?

  @Option(help: ArgumentHelp("Ask for all users of a CSV file.", valueName: "file"))
  var users: String?

  @Option(help: ArgumentHelp("With --users: write the lists to a CSV file.", valueName: "file"))
  var out: String?

  @Flag(help: "With --users: refuse a file with unknown users or items.")
  var strict = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With --users: threads (default: the number of cores).", valueName: "n"))
  var threads: Int?

  func run(in session: Session) throws -> Answer {
    let model = try session.currentModel()
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let support = try filter.support()
    if let repeats, !["yes", "no"].contains(repeats) {
      throw ShellError.badValue(what: "--repeats", value: repeats, expected: "yes or no")
    }
    let repeats = self.repeats == "yes"
    let data = try users == nil ? session.items() : session.ratings()
    if let users {
      if self.subject.user != nil || self.subject.history != nil {
        throw ShellError.needless(
          option: self.subject.user != nil ? "--user" : "--history",
          reason: "--users says already who is asked for")
      }
      let batch = ListBatch(
        model: model, data: data, count: count, support: support, repeats: repeats,
        wanted: try filter.wanted(by: model, in: data), isStrict: strict,
        cancellation: session.host.cancellation)
      return try batch.answer(
        users: Environment.expanding(users), out: out.map(Environment.expanding),
        compute: try session.compute(threads: threads))
    }
    if out != nil || threads != nil || strict {
      throw ShellError.needless(
        option: out != nil ? "--out" : threads != nil ? "--threads" : "--strict",
        reason: "it belongs to --users")
    }
    let (view, subject) = try self.subject.view(of: model, in: session)
    let wanted = try filter.wanted(by: model, in: data)
    let list = view.top(count, minSupport: support, wanted: wanted, repeats: repeats)
    var answer = answer(list, by: model, view, for: subject, data)
    if list.isEmpty { answer.note(reason(view, model, wanted, for: subject)) }
    return answer
  }

  /// Returns the reason why a list is empty.
  private func reason(
    _ view: UserState, _ model: TrainedModel, _ wanted: [Bool]?, for subject: SubjectOptions.Subject
  ) -> String {
    let rare = view.top(model.items.count, minSupport: 0, wanted: wanted).count
    if rare > 0 {
      let have = rare == 1 ? "has" : "have"
      return "the \(NumberText.counted(rare, "item")) left \(have) fewer than "
        + "\(NumberText.counted(minimum, "training rating")); --min-support 0 counts every item"
    }
    if let wanted, !wanted.contains(true) { return "\(model.name) knows no item of this kind" }
    let rated = Set(subject.history.map(\.itemID))
    let isLeft = model.itemIDs.enumerated().contains { index, id in
      (wanted?[index] ?? true) && !rated.contains(id)
    }
    let kind = wanted == nil ? "" : " of this kind"
    return isLeft
      ? "\(model.name) cannot say anything of the items\(kind) that are left"
      : "\(subject.who) rated every item\(kind) that \(model.name) knows"
  }

  private var minimum: Int { filter.minSupport }

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
    var rows = Table("rank", "item", "title", model.scoreKey)
    for (i, item) in list.enumerated() {
      rows.add([
        .count(i + 1), .id(item.itemID), .text(data.name(ofItem: item.itemID)),
        model.value(item.stars, beside: list.first?.stars),
      ])
    }
    answer.rows = rows
    answer.blocks = [
      .table(rows), .line("for \(subject.who), answered by \(model.name): \(view.basis)"),
    ]
    subject.note(in: &answer)
    view.note(model, in: &answer)
    return answer
  }
}
