import DebutEngine

/// Facts about one user or one item of a data set.
struct DataLook {
  private let data: LoadedData

  init(_ data: LoadedData) { self.data = data }

  /// Returns a user's ratings, oldest first, with dates and titles.
  ///
  /// - Parameters:
  ///   - word: the user's id.
  ///   - count: the number of ratings that are shown, the latest.
  /// - Throws: `ShellError.unknownUser`.
  func user(_ word: UserWord, count: Int) throws -> Answer {
    let (id, history) = try data.user(word.id)
    var answer = Answer("data")
    answer.add("user", .id(id))
    answer.add("ratings", .count(history.count))
    let mean =
      history.isEmpty ? nil : history.reduce(0) { $0 + Double($1.stars) } / Double(history.count)
    if !isOfEvents { answer.add("mean", .number(mean, decimals: 2)) }
    answer.add("from", history.first?.timestamp.map { .text(DateText.day($0)) } ?? .null)
    answer.add("to", history.last?.timestamp.map { .text(DateText.day($0)) } ?? .null)
    var rows = Table([
      .init("position"), .init("item"), .init("title"),
      .init("rating", heading: isOfEvents ? "weight" : "rating"), .init("date"),
      .init("timestamp"),
    ])
    for (position, rating) in history.enumerated().suffix(count) {
      rows.add([
        .count(position), .id(rating.itemID), .text(data.name(ofItem: rating.itemID)),
        .rating(rating.stars), rating.timestamp.map { .text(DateText.day($0)) } ?? .null,
        rating.timestamp.map { .time($0) } ?? .null,
      ])
    }
    answer.rows = rows
    answer.add("fold", .count(Split.fold(of: id)))
    answer.blocks = [.facts(answer.fields.map { (name($0.key), $0.value) }), .table(rows)]
    if rows.rows.count < history.count {
      answer.note("the last \(rows.rows.count) of \(history.count) shown; --count N shows more")
    }
    return answer
  }

  /// Returns what is known of an item: its fields, its ratings, and the items that the same users like.
  ///
  /// - Parameters:
  ///   - word: the item.
  ///   - count: the number of neighbours that are shown.
  ///   - cancellation: a request ends the search for neighbours.
  /// - Throws: the errors of looking the item up; `ShellError.interrupted`.
  func item(_ word: ItemWord, count: Int, _ cancellation: Cancellation) throws -> Answer {
    let named = try data.item(word)
    let (index, item) = (named.index, named.item)
    var answer = Answer("data")
    named.note(in: &answer)
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    if let year = item.year { answer.add("year", .text(String(year))) }
    if !item.genres.isEmpty { answer.add("genres", .list(item.genres.map { .text($0) })) }
    addRatings(of: index, to: &answer)
    let tables = data.dataset.tables
    let fields = tables.fields.values(of: index)
    answer.add("fields", .object(fields.map { .init(key: $0.column, value: .text($0.text)) }))
    let tags = tables.tags.filter { $0.item == item.id }.map(\.text)
    if !tags.isEmpty { answer.add("tags", .list(Set(tags).sorted().map { .text($0) })) }
    if let link = tables.links.first(where: { $0.item == item.id }) {
      answer.add("imdbId", link.imdb.map { .text($0) } ?? .null)
      answer.add("tmdbId", link.tmdb.map { .text($0) } ?? .null)
    }
    let rows = try neighbours(of: index, count: count, minSupport: Self.minSupport, cancellation)
    answer.rows = rows
    answer.blocks = [.facts(facts(answer.fields, fields))]
    if rows.rows.isEmpty {
      answer.note("no item was rated by \(Self.minSupport) or more users who also rated it")
    } else {
      answer.blocks?.append(.table(rows))
    }
    return answer
  }

  /// Returns the fields with names for people, those of the file of items last.
  private func facts(_ fields: [Answer.Field], _ others: [ItemFields.Field]) -> [(
    name: String, value: Value
  )] {
    let known = Set(fields.map(\.key))
    return fields.filter { $0.key != "fields" }.map { (name($0.key), $0.value) }
      + others.filter { !known.contains($0.column) }.map { ($0.column, .text($0.text)) }
  }

  /// Returns the items that the users who rated one like as much, the nearest first; none of an item that nobody rated.
  ///
  /// - Parameters:
  ///   - index: the item's index in the catalogue.
  ///   - count: the most rows.
  ///   - minSupport: the fewest users who rated both.
  ///   - cancellation: a request ends the search.
  /// - Throws: `ShellError.interrupted`.
  func neighbours(
    of index: Int, count: Int, minSupport: Int, _ cancellation: Cancellation
  ) throws -> Table {
    var rows = Table("rank", "item", "title", "similarity", "users")
    guard index < data.dataset.catalogue.ratedCount else { return rows }
    let near = ItemSimilarity(data.dataset).nearest(
      to: index, minSupport: minSupport, shouldStop: { cancellation.isRequested })
    guard let near else { throw ShellError.interrupted }
    for (place, found) in near.prefix(count).enumerated() {
      let other = data.dataset.catalogue[found.item]
      rows.add([
        .count(place + 1), .id(other.id), .text(other.name),
        .number(found.similarity, decimals: 3), .count(found.users),
      ])
    }
    return rows
  }

  /// The fewest users who rated both an item and its neighbour.
  private static let minSupport = 5
  /// Names for people, if they differ from those for programs.
  private static let names = [
    "imdbId": "IMDb", "tmdbId": "TMDB", "lowest": "lowest rating", "highest": "highest rating",
  ]

  /// Adds the number of an item's ratings, their mean and spread, and the days of the first and the last.
  private func addRatings(of index: Int, to answer: inout Answer) {
    var (count, sum, squares) = (0, 0.0, 0.0)
    var (lowest, highest) = (Float.infinity, -Float.infinity)
    var (first, last) = (Int64.max, Int64.min)
    let columns = data.dataset.histories.columns
    let hasTimes = data.dataset.hasTimestamps
    // Rows that lie in no history are not counted.
    for range in data.dataset.histories.ranges {
      for row in range where Int(columns.items[row]) == index {
        let stars = columns.ratings[row]
        count += 1
        sum += Double(stars)
        squares += Double(stars) * Double(stars)
        (lowest, highest) = (min(lowest, stars), max(highest, stars))
        if hasTimes {
          (first, last) = (min(first, columns.timestamps[row]), max(last, columns.timestamps[row]))
        }
      }
    }
    answer.add("ratings", .count(count))
    guard count > 0 else { return }
    if !isOfEvents { addStars(count, sum, squares, lowest...highest, to: &answer) }
    guard hasTimes else { return }
    answer.add("from", .text(DateText.day(first)))
    answer.add("to", .text(DateText.day(last)))
  }

  private func addStars(
    _ count: Int, _ sum: Double, _ squares: Double, _ span: ClosedRange<Float>,
    to answer: inout Answer
  ) {
    let mean = sum / Double(count)
    answer.add("mean", .number(mean, decimals: 2))
    answer.add(
      "deviation", .number(max(squares / Double(count) - mean * mean, 0).squareRoot(), decimals: 2))
    answer.add("lowest", .rating(span.lowerBound))
    answer.add("highest", .rating(span.upperBound))
  }

  /// True if rows are events: without stars there is no mean of them.
  private var isOfEvents: Bool { data.dataset.feedback == .implicit }

  /// Returns the name of a field for people.
  private func name(_ key: String) -> String {
    key == "ratings" && isOfEvents ? "events" : Self.names[key] ?? key
  }
}
