/// Reads tables of links and of tags in any layout.
enum SideTableReader {
  /// Reads ids elsewhere, such as `links.csv`.
  ///
  /// - Throws: `DataError`, with the line.
  static func links(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, stop: StopRequest = .never
  ) throws -> [Link] {
    var rows = try TableRows(bytes, file: file, stop: stop, header: { _ in true })
    let header = Header(rows.columns, rows.headerPlace)
    let item = try place(.item, header, [])
    let imdb = try header.find("imdbId") ?? rows.columns.firstIndex { has($0, "imdb") }
    let tmdb = try header.find("tmdbId") ?? rows.columns.firstIndex { has($0, "tmdb") }
    func field(_ place: Int?) -> String? {
      place.map { rows.text($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    var links: [Link] = []
    while try rows.next() {
      try rows.expectWhole()
      links.append(
        Link(item: try key(rows, item, "movieId"), imdb: field(imdb), tmdb: field(tmdb)))
    }
    return links
  }

  /// Reads users' tags of items, such as `tags.csv`.
  ///
  /// - Parameter format: `.doubleColon` for rows of user, item, tag and time without a header; otherwise the
  ///   columns are found by their names.
  /// - Throws: `DataError`, with the line.
  static func tags(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat,
    stop: StopRequest = .never
  ) throws -> [Tag] {
    var rows = try TableRows(
      bytes, file: file, separator: format == .doubleColon ? .doubleColon : nil, stop: stop,
      header: { _ in format == .csv })
    var places = [0, 1, 2]
    var time: Int? = 3
    if rows.hasHeader {
      let header = Header(rows.columns, rows.headerPlace)
      let user = try place(.user, header, [])
      let item = try place(.item, header, [user])
      places = [user, item, try tag(header, rows.columns, besides: [user, item])]
      time = try header.candidates(.time, taken: Set(places)).places.first
    } else if rows.columns.count != 4 {
      _ = try rows.next()
      throw DataError.fieldCount(rows.place, found: rows.columns.count, expected: 4)
    }
    let timeName = rows.hasHeader ? time.map { rows.columns[$0] } ?? "" : "timestamp"
    var tags: [Tag] = []
    while try rows.next() {
      try rows.expectWhole()
      tags.append(
        Tag(
          user: try key(rows, places[0], "userId"), item: try key(rows, places[1], "movieId"),
          text: rows.text(places[2]),
          timestamp: try time.map { try seconds(rows.text($0), timeName, rows.place) }))
    }
    return tags
  }

  /// Returns the column of a role by its name.
  ///
  /// - Throws: `DataError.wrongHeader`, `.repeatedColumn`.
  private static func place(_ role: ColumnRole, _ header: Header, _ taken: Set<Int>) throws -> Int {
    let name = role == .user ? "userId" : "movieId"
    if let place = try header.find(name) { return place }
    guard let place = try header.candidates(role, taken: taken).places.first else {
      throw DataError.wrongHeader(header.place, found: header.names, missing: [name])
    }
    return place
  }

  /// Returns the column of the tags' texts.
  private static func tag(_ header: Header, _ names: [String], besides taken: Set<Int>) throws
    -> Int
  {
    let keys = names.map(ColumnNames.key)
    for known in ["tag", "tags", "tagtext", "tagname", "tagvalue", "label", "keyword", "text"] {
      if let place = keys.firstIndex(of: known), !taken.contains(place) { return place }
    }
    guard let place = keys.indices.first(where: { keys[$0].contains("tag") && !taken.contains($0) })
    else { throw DataError.wrongHeader(header.place, found: names, missing: ["tag"]) }
    return place
  }

  private static func has(_ name: String, _ part: String) -> Bool {
    ColumnNames.key(name).contains(part)
  }

  /// Returns the seconds of a time, whose unit its size tells, or of a date.
  ///
  /// - Throws: `DataError.notANumber`, `.inRow`.
  private static func seconds(
    _ text: String, _ column: String, _ place: @autoclosure () -> DataError.Place
  ) throws -> Int64 {
    let number = Vocabulary.Key.number(text.utf8) { $0.allSatisfy { $0 &- 48 <= 9 } }
    guard let number else {
      if let date = DateBytes.seconds(text.utf8) { return date }
      throw DataError.notANumber(place(), column: column, value: text)
    }
    return number / TimeUnit.ofMagnitude(number).perSecond
  }

  /// Returns an id as written.
  ///
  /// - Throws: `DataError.emptyField`.
  private static func key(
    _ rows: TableRows, _ field: Int, _ column: String
  ) throws -> Vocabulary.Key {
    let written = rows.text(field)
    guard !written.isEmpty else { throw DataError.emptyField(rows.place, column: column) }
    return Vocabulary.Key(written: written)
  }
}
