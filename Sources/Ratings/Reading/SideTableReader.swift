/// Reads `links.csv`, `tags.csv` and `tags.dat`.
enum SideTableReader {
  /// Reads `links.csv`.
  ///
  /// - Throws: `DataError`, with the line.
  static func links(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, stop: StopRequest = .never
  ) throws -> [Link] {
    try TextCheck.expectText(bytes, file: file)
    let text = TextFields(bytes)
    var scanner = RowScanner(bytes, file: file, separator: .comma, stop: stop)
    let header = try Header(&scanner)
    let item = try header.require(["movieId"])[0]
    let imdb = try header.find("imdbId")
    let tmdb = try header.find("tmdbId")
    func field(_ place: Int?) -> String? {
      place.map { text.text(scanner, $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    var links: [Link] = []
    while try scanner.next() {
      try scanner.expectFields(header.names.count)
      links.append(
        Link(item: try key(scanner, text, item, "movieId"), imdb: field(imdb), tmdb: field(tmdb)))
    }
    return links
  }

  /// Reads `tags.csv` or `tags.dat`.
  ///
  /// - Throws: `DataError`, with the line.
  static func tags(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat,
    stop: StopRequest = .never
  ) throws -> [Tag] {
    try TextCheck.expectText(bytes, file: file)
    let text = TextFields(bytes)
    var scanner = RowScanner(bytes, file: file, separator: format.separator, stop: stop)
    var places = [0, 1, 2]
    var time: Int? = 3
    var count = 4
    if format == .csv {
      let header = try Header(&scanner)
      places = try header.require(["userId", "movieId", "tag"])
      time = try header.find("timestamp")
      count = header.names.count
    }
    var tags: [Tag] = []
    while try scanner.next() {
      try scanner.expectFields(count)
      tags.append(
        Tag(
          user: try key(scanner, text, places[0], "userId"),
          item: try key(scanner, text, places[1], "movieId"), text: text.text(scanner, places[2]),
          timestamp: try time.map { try scanner.wholeNumber($0, "timestamp") }))
    }
    return tags
  }

  /// Returns an id as written.
  ///
  /// - Throws: `DataError.emptyField`.
  private static func key(
    _ scanner: RowScanner, _ text: TextFields, _ field: Int, _ column: String
  ) throws -> Vocabulary.Key {
    let written = text.text(scanner, field)
    guard !written.isEmpty else { throw DataError.emptyField(scanner.place, column: column) }
    return Vocabulary.Key(written: written)
  }
}
