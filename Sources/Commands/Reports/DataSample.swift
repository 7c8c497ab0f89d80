import DebutEngine

/// Rows of a data set drawn at random, always the same ones.
struct DataSample {
  private let data: LoadedData
  private let count: Int

  init(_ data: LoadedData, count: Int) {
    self.data = data
    self.count = count
  }

  /// Returns rows of a table.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - cancellation: a request ends the reading of a file.
  /// - Throws: `ShellError.noTable` for links or tags that the data lacks, `.interrupted`; `DataError` of a
  ///   file that cannot be read.
  func answer(_ table: SampledTable, _ cancellation: Cancellation) throws -> Answer {
    var answer = Answer("data")
    switch table {
    case .ratings: show(ratings(), "ratings", &answer)
    case .items: show(movies(), "movies", &answer)
    case .links: show(try links(), "links", &answer)
    case .tags: show(try tags(), "tags", &answer)
    case .other(let source): try show(source, cancellation, &answer)
    }
    return answer
  }

  private func show(_ rows: Table, _ name: String, _ answer: inout Answer) {
    answer.add("table", .text(name))
    answer.rows = rows
    answer.blocks = [.table(rows)]
  }

  private func show(
    _ source: TableSource, _ cancellation: Cancellation, _ answer: inout Answer
  ) throws {
    let sample: TableSource.Sample
    do {
      sample = try source.sample(count) { cancellation.isRequested }
    } catch DataError.interrupted {
      throw ShellError.interrupted
    }
    var seen: [String: Int] = [:]
    // Values of two columns of one name would be one in JSON.
    var rows = Table(
      sample.columns.map { name in
        seen[name, default: 0] += 1
        return Table.Column(seen[name] == 1 ? name : "\(name) (\(seen[name, default: 0]))")
      })
    for row in sample.rows { rows.add(row.map { $0.isEmpty ? .null : .text($0) }) }
    show(rows, source.name, &answer)
    answer.add("total", .count(sample.total))
    answer.note("\(sample.rows.count) of \(NumberText.counted(sample.total, "row"))")
    if sample.leftOut > 0 {
      let count = NumberText.counted(sample.leftOut, "row")
      answer.note("\(count) of another number of fields left out")
    }
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
