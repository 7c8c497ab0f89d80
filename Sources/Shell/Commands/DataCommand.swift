import ArgumentParser
import DebutEngine

struct DataCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Describe the data, or show a sample of its rows.",
    discussion: """
      `data` alone counts users, items and ratings. `data sample` shows rows drawn at random, the same \
      ones each time; tables are ratings, movies, links and tags.
      """)

  enum Action: String, CaseIterable, ExpressibleByArgument { case sample }

  enum Side: String, CaseIterable, ExpressibleByArgument { case ratings, movies, links, tags }

  @Argument(help: ArgumentHelp("The word sample.", valueName: "action"))
  var action: Action?

  @Argument(help: ArgumentHelp("The table to draw from (default: ratings).", valueName: "table"))
  var table: Side?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many rows (default: 10).", valueName: "n"))
  var count: Int?

  func run(in session: Session) throws -> Outcome {
    let data = try session.loadedData()
    guard action == .sample else {
      if count != nil {
        throw ShellError.needless(option: "--count", reason: "it belongs to data sample")
      }
      return .answer(describe(data))
    }
    let count = try ArgumentCheck.whole(count ?? 10, in: 1...1_000_000, for: "--count")
    return .answer(try DataSample(data, count: count).answer(table ?? .ratings))
  }

  private func describe(_ data: LoadedData) -> Answer {
    let histories = data.dataset.histories
    let cells = Double(histories.count) * Double(data.dataset.catalogue.ratedCount)
    let lengths = histories.map(\.count).sorted()
    var answer = data.summary("data")
    answer.add("catalogue", .count(data.dataset.catalogue.count))
    answer.add("density", .number(Double(histories.ratingCount) / cells, decimals: 4))
    answer.add("shortestHistory", .count(lengths.first ?? 0))
    answer.add("medianHistory", .count(lengths.isEmpty ? 0 : lengths[lengths.count / 2]))
    answer.add("longestHistory", .count(lengths.last ?? 0))
    answer.add("duplicates", .count(data.dataset.duplicates))
    answer.add("fingerprint", .text(data.dataset.fingerprint))
    answer.blocks = [.facts(facts(answer, data))]
    return answer
  }

  private func facts(_ answer: Answer, _ data: LoadedData) -> [(name: String, value: Value)] {
    let names = [
      "shortestHistory": "shortest history", "medianHistory": "median history",
      "longestHistory": "longest history",
    ]
    return answer.fields.compactMap { field in
      switch field.key {
      case "generated": nil
      case "dataset": ("dataset", .text(data.label))
      default: (names[field.key] ?? field.key, field.value)
      }
    }
  }
}

/// Rows of a data set drawn at random, always the same ones.
private struct DataSample {
  private let data: LoadedData
  private let count: Int

  init(_ data: LoadedData, count: Int) {
    self.data = data
    self.count = count
  }

  func answer(_ side: DataCommand.Side) throws -> Answer {
    var answer = Answer("data")
    answer.add("table", .text(side.rawValue))
    let rows: Table
    switch side {
    case .ratings: rows = ratings()
    case .movies: rows = movies()
    case .links: rows = try links()
    case .tags: rows = try tags()
    }
    answer.rows = rows
    answer.blocks = [.table(rows)]
    return answer
  }

  /// Ascending places among `total`, drawn without replacement (selection sampling, Knuth 3.4.2 S).
  private func places(among total: Int) -> [Int] {
    guard count < total else { return Array(0..<total) }
    var generator = SeededGenerator(seed: 0)
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for place in 0..<total where generator.below(total - place) < count - chosen.count {
      chosen.append(place)
    }
    return chosen
  }

  private func ratings() -> Table {
    var table = Table("userId", "movieId", "rating", "timestamp", "title")
    let histories = data.dataset.histories
    var user = 0
    var before = 0
    for place in places(among: histories.ratingCount) {
      while place >= before + histories.ranges[user].count {
        before += histories.ranges[user].count
        user += 1
      }
      let rating = histories[user][place - before]
      let item = data.dataset.catalogue[rating.item]
      table.add([
        .id(histories.userIDs[user]), .id(item.id), .rating(rating.rating),
        rating.timestamp.map { .id($0) } ?? .null, .text(item.name),
      ])
    }
    return table
  }

  private func movies() -> Table {
    var table = Table("movieId", "title", "genres")
    let items = data.dataset.catalogue.items
    for place in places(among: items.count) {
      let item = items[place]
      table.add([
        .id(item.id), .text(item.name), .text(item.genres.joined(separator: "|")),
      ])
    }
    return table
  }

  private func links() throws -> Table {
    let links = data.dataset.tables.links
    guard !links.isEmpty else { throw ShellError.noTable(name: "links", dataset: data.label) }
    var table = Table("movieId", "imdbId", "tmdbId")
    for place in places(among: links.count) {
      table.add([
        .id(links[place].item), links[place].imdb.map { .text($0) } ?? .null,
        links[place].tmdb.map { .text($0) } ?? .null,
      ])
    }
    return table
  }

  private func tags() throws -> Table {
    let tags = data.dataset.tables.tags
    guard !tags.isEmpty else { throw ShellError.noTable(name: "tags", dataset: data.label) }
    var table = Table("userId", "movieId", "tag", "timestamp")
    for place in places(among: tags.count) {
      let tag = tags[place]
      table.add([
        .id(tag.user), .id(tag.item), .text(tag.text), tag.timestamp.map { .id($0) } ?? .null,
      ])
    }
    return table
  }
}
