/// Ratings written by hand or exported: a small CSV of people and their ratings.
///
/// The first row names the columns, in any order; others are skipped:
///
/// | column | holds |
/// |---|---|
/// | `user` | the person: a name or an id; left out if all ratings are one person's |
/// | `item` or `title` | the item by id or by title (both: the id decides, the title is for people) |
/// | `rating` (or `stars`) | a number on the scale |
/// | `timestamp` | seconds since 1970; if every rating of a person has one, it gives the order |
///
/// Otherwise rows are in time order. A row with a user but neither item nor rating names a user
/// without ratings: a file of `user` alone is a list of ids. `movieId`, `userId` and other
/// spellings are accepted as in files of ratings.
///
/// - Stability: evolving.
public struct RatingList: Sendable {
  /// One person of a list.
  public struct Person: Hashable, Sendable {
    /// The name in the file; nil if the file has no users.
    public let name: String?
    /// The ratings, oldest first, by the catalogue's index; of several ratings of an item the last.
    public let ratings: [Interaction]
    /// The number of rows left out because their item is unknown.
    public let unknownCount: Int
    /// The place of the person's first row.
    public let place: DataError.Place
  }

  /// A row whose item is unknown.
  public struct UnknownItem: Hashable, Sendable {
    /// The row.
    public let place: DataError.Place
    /// One sentence on why no item is meant.
    public let reason: String
  }

  /// The people in the order of their first rows.
  public let people: [Person]
  /// The rows left out because their item is unknown.
  public let unknown: [UnknownItem]

  /// Reads a file.
  ///
  /// - Parameter skipsUnknown: true to leave rows of unknown items out; otherwise they are errors.
  /// - Throws: `DataError` with file and line; errors of looking up an item are within `.inRow`.
  public init(
    path: String, titles: TitleIndex, scale: RatingScale, skipsUnknown: Bool = false
  ) throws {
    (people, unknown) = try FileBytes.withBytes(of: path) { bytes in
      try TextCheck.expectText(bytes, file: path)
      try TextCheck.expectUTF8(bytes, file: path)
      var reader = try RatingListReader(bytes, file: path, titles: titles, scale: scale)
      reader.skipsUnknown = skipsUnknown
      let people = try reader.read()
      return (people, reader.unknown)
    }
  }
}

/// Reads the rows of a `RatingList`.
private struct RatingListReader {
  private struct Row {
    let interaction: Interaction
    let number: Int
  }

  /// True if rows of unknown items are left out.
  var skipsUnknown = false
  /// The rows of unknown items.
  private(set) var unknown: [RatingList.UnknownItem] = []
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
    text = TextFields(bytes)
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
    var unknownCounts: [Int] = []
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
        unknownCounts.append(0)
      }
      let unknownBefore = unknown.count
      do {
        if let interaction = try interaction() {
          rows[person].append(Row(interaction: interaction, number: number))
        }
      } catch  where skipsUnknown && unknown.count > unknownBefore {
        unknownCounts[person] += 1
      }
    }
    guard number > 0 else { throw DataError.headerWithoutRows(file: scanner.file) }
    return names.indices.map {
      RatingList.Person(
        name: names[$0], ratings: Self.inOrder(rows[$0]), unknownCount: unknownCounts[$0],
        place: places[$0])
    }
  }

  private func userName() throws -> String? {
    guard let user else { return nil }
    let name = text.text(scanner, user)
    guard !name.isEmpty else { throw DataError.emptyField(scanner.place, column: "user") }
    return name
  }

  /// Returns the last row's rating; nil if the row only names a user.
  private mutating func interaction() throws -> Interaction? {
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

  private mutating func resolve(_ field: Int) throws -> Int {
    let word = text.text(scanner, field)
    do {
      // A title may be all digits, as in "1984".
      return try field == title ? titles.resolveTitle(word) : titles.resolve(word)
    } catch let error as DataError {
      unknown.append(.init(place: scanner.place, reason: error.description))
      throw DataError.inRow(scanner.place, error.description)
    }
  }

  /// Returns ratings by time if all have one, otherwise in file order; of several of an item the
  /// last.
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
