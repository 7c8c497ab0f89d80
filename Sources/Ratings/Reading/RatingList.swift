/// Ratings that somebody wrote down by hand or exported: a small CSV of people and what they rated.
///
/// The first row names the columns, in any order; others are skipped:
///
/// | column | holds |
/// |---|---|
/// | `user` | whose rating it is: a name or an id; left out where it is all one person's |
/// | `item` or `title` | the item by id or by title (both: the id decides, the title is for people) |
/// | `rating` (or `stars`) | a number on the scale |
/// | `timestamp` | seconds since 1970; where every rating of a person has one, it gives the order |
///
/// Rows are in time order otherwise. A row with a user but neither item nor rating names a user without
/// ratings: a file of `user` alone is a list of ids. `movieId`, `userId` and other spellings are read as
/// in ratings' files.
public struct RatingList: Sendable {
  /// One person of a list.
  public struct Person: Hashable, Sendable {
    /// As in the file; nil where the file has no users.
    public let name: String?
    /// Oldest first; by the catalogue's index, one rating an item: the last one.
    public let ratings: [Interaction]
    /// Where the person is first named.
    public let place: DataError.Place
  }

  /// In the order in which they are first named.
  public let people: [Person]

  /// Reads a file.
  ///
  /// - Throws: `DataError` with file and line: what reading ratings throws, and what looking up an item
  ///   throws, within `.inRow`.
  public init(path: String, titles: TitleIndex, scale: RatingScale) throws {
    people = try FileBytes.withBytes(of: path) { bytes in
      try TextCheck.expectText(bytes, file: path)
      try TextCheck.expectUTF8(bytes, file: path)
      var reader = try RatingListReader(bytes, file: path, titles: titles, scale: scale)
      return try reader.read()
    }
  }
}

extension Array {
  /// The element of an array that has one.
  fileprivate var only: Element? { count == 1 ? first : nil }
}

/// Reads the rows of a `RatingList`.
private struct RatingListReader {
  private struct Row {
    let interaction: Interaction
    let number: Int
  }

  private let titles: TitleIndex
  private let scale: RatingScale
  private let text: TextFields
  private var scanner: RowScanner
  private let columnCount: Int
  private let user: Int?
  private let item: Int?
  private let title: Int?
  private let rating: Int?
  private let time: Int?

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, titles: TitleIndex, scale: RatingScale
  ) throws {
    self.titles = titles
    self.scale = scale
    text = try TextFields(bytes, file: file, format: .csv)
    scanner = RowScanner(bytes, file: file, separator: .comma)
    let header = try Header(&scanner)
    columnCount = header.names.count
    user = try header.find("user")
    item = try header.find("item")
    title = try header.find("title")
    rating = try header.find("rating") ?? header.find("stars")
    time = try header.find("timestamp")
    let hasItem = item != nil || title != nil
    guard hasItem == (rating != nil), hasItem || user != nil else {
      var missing: [String] = []
      if !hasItem { missing.append("item") }
      if rating == nil { missing.append("rating") }
      throw DataError.wrongHeader(header.place, found: header.names, missing: missing)
    }
  }

  mutating func read() throws -> [RatingList.Person] {
    var names: [String?] = []
    var indices: [String?: Int] = [:]
    var places: [DataError.Place] = []
    var rows: [[Row]] = []
    var number = 0
    while try scanner.next() {
      try scanner.expectFields(columnCount)
      number += 1
      let name = try userName()
      let person = indices[name] ?? names.count
      if person == names.count {
        indices[name] = person
        names.append(name)
        places.append(scanner.place)
        rows.append([])
      }
      if let interaction = try interaction() {
        rows[person].append(Row(interaction: interaction, number: number))
      }
    }
    guard number > 0 else { throw DataError.headerWithoutRows(file: scanner.file) }
    return names.indices.map {
      RatingList.Person(name: names[$0], ratings: Self.inOrder(rows[$0]), place: places[$0])
    }
  }

  private func userName() throws -> String? {
    guard let user else { return nil }
    let name = text.text(scanner, user)
    guard !name.isEmpty else { throw DataError.emptyField(scanner.place, column: "user") }
    return name
  }

  /// The row's rating; nil where it only names a user.
  private func interaction() throws -> Interaction? {
    guard let rating else { return nil }
    let named = [item, title].compactMap { $0 }.first { !scanner.trimmed($0).isEmpty }
    guard let named else {
      guard user != nil, scanner.trimmed(rating).isEmpty else {
        throw DataError.emptyField(scanner.place, column: item == nil ? "title" : "item")
      }
      return nil
    }
    let index = try resolve(named)
    let stars = try scanner.decimal(rating, "rating")
    guard scale.contains(stars) else {
      throw DataError.outOfScale(scanner.place, value: scanner.raw(rating), scale: scale)
    }
    let timestamp = try time.flatMap { field in
      scanner.trimmed(field).isEmpty ? nil : try scanner.wholeNumber(field, "timestamp")
    }
    return Interaction(item: index, rating: stars, timestamp: timestamp)
  }

  private func resolve(_ field: Int) throws -> Int {
    let word = text.text(scanner, field)
    // A title may be all digits, as in "1984".
    if field == title, let only = titles.candidates(for: word).only { return only }
    do {
      return try titles.resolve(word)
    } catch let error as DataError {
      throw DataError.inRow(scanner.place, error.description)
    }
  }

  /// By time where all have one, else as written; of several ratings of an item the last.
  private static func inOrder(_ rows: [Row]) -> [Interaction] {
    let isTimed = rows.allSatisfy { $0.interaction.timestamp != nil }
    let sorted = rows.sorted { a, b in
      let (x, y) = (a.interaction.timestamp ?? 0, b.interaction.timestamp ?? 0)
      return isTimed && x != y ? x < y : a.number < b.number
    }
    var last: [Int: Int] = [:]
    for (place, row) in sorted.enumerated() { last[row.interaction.item] = place }
    return sorted.indices.filter { last[sorted[$0].interaction.item] == $0 }
      .map { sorted[$0].interaction }
  }
}
