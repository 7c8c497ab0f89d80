import ArgumentParser
import DebutEngine

struct CompareCommand: ShellCommand {
  static let examples = ["compare mf gru-hybrid", "compare mf bias --user 10 --top 5"]
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set two models' lists for one user side by side, and show what moved.",
    discussion: """
      The left list is the first model's, the right one the second's. What moved is said of the right \
      list: how many places an item stands above or below its place in the left one, or that it is new, \
      and from which place where the left model has it among its first 1,000. `evaluate A B` tells which \
      of them predicts better; this tells what difference it makes to someone.
      """)

  @Argument(help: ArgumentHelp("A trained model.", valueName: "name"))
  var first: String

  @Argument(help: ArgumentHelp("Another one.", valueName: "name"))
  var second: String

  @OptionGroup var subject: SubjectOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items of each.", valueName: "n"))
  var top = 10

  @OptionGroup var filter: ItemFilter

  func run(in session: Session) throws -> Answer {
    let models = [try session.model(named: first), try session.model(named: second)]
    let count = try ArgumentCheck.whole(top, in: 1...RankChange.depth, for: "--top")
    let support = try filter.support()
    let data = try session.items()
    let views = try models.map { try subject.view(of: $0, in: session) }
    let lists = try zip(models, views).map { model, answering in
      answering.view.top(
        RankChange.depth, minSupport: support, wanted: try filter.wanted(by: model, in: data))
    }
    let movement = RankChange(from: lists[0], to: lists[1], top: count)
    var answer = Answer("compare")
    answer.add("models", .list(models.map { .text($0.name) }))
    answer.add("paths", .list(views.map { .text($0.view.path.description) }))
    answer.add("user", views[0].subject.key)
    answer.add("top", .count(movement.entries.count))
    answer.add("overlap", .count(movement.overlap))
    answer.add("gone", .list(movement.gone.map { .id($0.itemID) }))
    let ranks = Self.ranks(Array(lists[0].prefix(count)), movement, models, data)
    answer.rows = Self.rows(models.map(\.name), views[0].subject.key, ranks)
    answer.blocks = [
      .table(Self.table(models, ranks, movement)),
      .line(
        "\(movement.overlap) of \(movement.entries.count) in both, for \(views[0].subject.who)"),
    ]
    for (model, answering) in zip(models, views) {
      answer.blocks?.append(.line("answered by \(model.name): \(answering.view.basis)"))
      answering.view.note(model, in: &answer)
    }
    return answer
  }

  /// One rank of the two lists; one list may be shorter.
  private struct Rank {
    /// Id, title and stars of the item in the left list.
    let left: [Value]
    let right: [Value]
    /// The item of the right list, and its rank in the left one.
    let entry: RankChange.Entry?
  }

  private static func ranks(
    _ left: [Recommendation], _ movement: RankChange, _ models: [TrainedModel], _ data: LoadedData
  ) -> [Rank] {
    func cells(
      _ item: Recommendation?, _ model: TrainedModel, _ best: Recommendation?
    ) -> [Value] {
      guard let item else { return [.null, .null, .null] }
      return [
        .id(item.itemID), .text(data.name(ofItem: item.itemID, of: model)),
        model.value(item.stars, beside: best?.stars),
      ]
    }
    let right = movement.entries
    return (0..<max(left.count, right.count)).map { i in
      let entry = i < right.count ? right[i] : nil
      return Rank(
        left: cells(i < left.count ? left[i] : nil, models[0], left.first),
        right: cells(entry?.item, models[1], right.first?.item), entry: entry)
    }
  }

  /// Returns the table for programs: a row for each rank, `was` and `rise` being those of the right item.
  private static func rows(_ names: [String], _ user: Value, _ ranks: [Rank]) -> Table {
    var table = Table(
      "rank", "firstItem", "firstTitle", "firstStars", "secondItem", "secondTitle", "secondStars",
      "was", "rise", "user", "first", "second")
    for (i, rank) in ranks.enumerated() {
      table.add(
        [.count(i + 1)] + rank.left + rank.right
          + [rank.entry?.other.map { .count($0) } ?? .null, rank.entry?.rise ?? .null, user]
          + names.map { .text($0) })
    }
    return table
  }

  private static func table(_ models: [TrainedModel], _ ranks: [Rank], _ movement: RankChange)
    -> Table
  {
    var table = Table([
      .init("rank"), .init("first", heading: models[0].name, whenNarrow: .fold(0)),
      .init("firstStars", heading: models[0].scoreKey, whenNarrow: .fold(0)),
      .init("second", heading: models[1].name, whenNarrow: .fold(1)),
      .init("secondStars", heading: models[1].scoreKey, whenNarrow: .fold(1)),
      .init("moved", whenNarrow: .fold(1)),
    ])
    for (i, rank) in ranks.enumerated() {
      table.add(
        [.count(i + 1)] + rank.left.dropFirst() + rank.right.dropFirst()
          + [.text(rank.entry.map { movement.move($0) } ?? "")])
    }
    return table
  }
}
