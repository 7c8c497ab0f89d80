import ArgumentParser
import DebutEngine

struct SimilarCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "List the items that the same people like as much.",
    discussion: """
      By the ratings themselves, no model is asked: the cosine of two items' ratings over the users who \
      rated both, each rating less the user's mean (adjusted cosine, Sarwar et al. 2001), times \
      n / (n + 25) for n such users, so that a few agreeing users weigh little.
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: String

  @Option(parsing: .unconditional, help: ArgumentHelp("How many items.", valueName: "n"))
  var top = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out items that fewer users rated together.", valueName: "n"))
  var minSupport = 5

  func run(in session: Session) throws -> Outcome {
    let data = try session.loadedData()
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let support = try ArgumentCheck.whole(minSupport, in: 1...Int.max, for: "--min-support")
    let index = try data.titles.resolve(item)
    let item = data.dataset.catalogue[index]
    let similar = try ItemSimilarity(data.dataset).nearest(
      to: index, minSupport: support, shouldStop: { Interruption.isRequested })
    var rows = Table("rank", "item", "title", "similarity", "users")
    for (i, found) in similar.prefix(count).enumerated() {
      let other = data.dataset.catalogue[found.item]
      rows.add([
        .count(i + 1), .id(other.id), .text(other.name),
        .number(found.similarity, decimals: 3), .count(found.users),
      ])
    }
    var answer = Answer("similar")
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.rows = rows
    answer.blocks = [
      .table(rows), .line("to \(item.name), by the ratings of users who rated both"),
    ]
    if rows.rows.isEmpty {
      answer.note("no item was rated by \(support) or more users who also rated \(item.name)")
    }
    return .answer(answer)
  }
}

/// How alike items are by who rated them and how.
struct ItemSimilarity {
  /// An item like another: its index in the catalogue, its similarity from -1 to 1, and the number of
  /// users who rated both.
  struct Neighbour: Hashable {
    let item: Int
    let similarity: Double
    let users: Int
  }

  /// Users' worth of no likeness that every pair is averaged with.
  static let shrinkage = 25.0

  private let dataset: Dataset

  init(_ dataset: Dataset) { self.dataset = dataset }

  private struct Sums {
    var product = 0.0
    var own = 0.0
    var other = 0.0
    var users = 0
  }

  /// The items most like one, the most alike first, equal ones by smaller id.
  ///
  /// - Parameter shouldStop: asked before every history.
  /// - Throws: `ShellError.interrupted`.
  /// - Complexity: O(ratings of the users who rated the item), plus a look at every history.
  func nearest(
    to item: Int, minSupport: Int, shouldStop: () -> Bool = { false }
  ) throws -> [Neighbour] {
    var sums = [Sums](repeating: Sums(), count: dataset.catalogue.count)
    for history in dataset.histories {
      if shouldStop() { throw ShellError.interrupted }
      guard let place = history.items.firstIndex(of: Int32(item)) else { continue }
      let mean = Double(history.ratings.reduce(0, +)) / Double(history.count)
      let own = Double(history.ratings[place]) - mean
      for i in history.items.indices where i != place {
        let other = Double(history.ratings[i]) - mean
        sums[Int(history.items[i])].product += own * other
        sums[Int(history.items[i])].own += own * own
        sums[Int(history.items[i])].other += other * other
        sums[Int(history.items[i])].users += 1
      }
    }
    return neighbours(sums, minSupport: minSupport)
  }

  private func neighbours(_ sums: [Sums], minSupport: Int) -> [Neighbour] {
    let found = sums.indices.compactMap { item -> Neighbour? in
      let sum = sums[item]
      let norms = (sum.own * sum.other).squareRoot()
      guard sum.users >= minSupport, norms > 0 else { return nil }
      let users = Double(sum.users)
      return Neighbour(
        item: item, similarity: sum.product / norms * users / (users + Self.shrinkage),
        users: sum.users)
    }
    return found.sorted {
      $0.similarity != $1.similarity
        ? $0.similarity > $1.similarity
        : dataset.catalogue[$0.item].id < dataset.catalogue[$1.item].id
    }
  }
}
