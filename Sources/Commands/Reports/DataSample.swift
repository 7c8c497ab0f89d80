import DebutEngine

/// Rows of a data set drawn at random, always the same ones.
struct DataSample {
  private let data: LoadedData
  private let count: Int

  init(_ data: LoadedData, count: Int) {
    self.data = data
    self.count = count
  }

  func answer(_ side: SampledTable) throws -> Answer {
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

  /// Draws ascending places among `total` without replacement (selection sampling, Knuth 3.4.2 S).
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
        .id(histories.users[user]), .id(item.id), .rating(rating.rating),
        rating.timestamp.map { .time($0) } ?? .null, .text(item.name),
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
        .id(tag.user), .id(tag.item), .text(tag.text), tag.timestamp.map { .time($0) } ?? .null,
      ])
    }
    return table
  }
}
