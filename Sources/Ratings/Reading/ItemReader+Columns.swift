/// The columns of a file of items of any layout.
struct ItemColumns {
  let item: Int
  /// The title; nil if no column is known to be it.
  private(set) var title: Int?
  private(set) var genres: Int?
  private(set) var year: Int?
  /// The other columns, whose values are kept as they are written.
  private(set) var others: [Int] = []
  /// Sentences on what was guessed.
  private(set) var notes: [String] = []

  private static let titleNames = [
    "title", "name", "itemname", "itemtitle", "movietitle", "moviename", "booktitle", "bookname",
    "productname", "producttitle", "trackname", "tracktitle", "songname", "artistname", "appname",
    "gamename", "gametitle", "primarytitle", "animename", "businessname", "headline",
  ]
  private static let genreNames = ["genres", "genre", "categories", "category", "class"]
  private static let yearNames = [
    "year", "releaseyear", "yearofrelease", "yearofpublication", "publicationyear",
    "originalpublicationyear", "startyear", "releasedate", "released",
  ]

  /// Finds the columns of a table: those that were said, and the others by their names; without a header by
  /// position: the id, then the title, then perhaps genres.
  ///
  /// - Throws: `DataError.wrongHeader` if no column names the item, `.noColumn` for one that was said and is
  ///   not there, `.repeatedColumn`.
  init(_ rows: TableRows, options: LoadOptions) throws {
    let header = Header(rows.columns, rows.headerPlace)
    let keys = rows.columns.map(ColumnNames.key)
    let saidTitle = try Self.said(options.title, header)
    let saidGenres = try Self.said(options.genres, header)
    guard rows.hasHeader else {
      item = 0
      try findByPosition(rows, saidTitle, saidGenres, options)
      return
    }
    var taken = Set([saidTitle, saidGenres].compactMap { $0 })
    func first(_ names: [String]) -> Int? {
      names.lazy.compactMap { name in
        keys.indices.first { keys[$0] == name && !taken.contains($0) }
      }.first
    }
    if options.title == .found { title = first(Self.titleNames) } else { title = saidTitle }
    if let title { taken.insert(title) }
    item = try Self.item(header, keys, taken, options, hasTitle: title != nil)
    taken.insert(item)
    if options.title == .found, title == nil,
      let guess = ["title", "name"].lazy.compactMap({ part in
        keys.indices.first { keys[$0].contains(part) && !taken.contains($0) }
      }).first
    {
      title = guess
      taken.insert(guess)
      notes.append(
        "\(QuotedText.cut(rows.columns[guess])) is taken for the title by a part of its name")
    }
    if options.genres == .found { genres = first(Self.genreNames) } else { genres = saidGenres }
    year = first(Self.yearNames)
    others = rows.columns.indices.filter { $0 != item && $0 != title && $0 != genres }
  }

  /// Returns true if a key is a well-known name of titles.
  static func isTitle(_ key: String) -> Bool { titleNames.contains(key) }

  private static func said(_ choice: ColumnChoice, _ header: Header) throws -> Int? {
    if case .named(let name) = choice { try header.named(name) } else { nil }
  }

  private static func item(
    _ header: Header, _ keys: [String], _ taken: Set<Int>, _ options: LoadOptions, hasTitle: Bool
  ) throws -> Int {
    // The name that was said of the ratings' column may be that of the items' too.
    if case .named(let name) = options.choice(.item), let place = try? header.named(name) {
      return place
    }
    let found = try header.candidates(.item, taken: taken)
    let isKnown = !found.isGuess && !found.places.isEmpty
    let guess = isKnown ? nil : keys.firstIndex(of: "id")
    if let place = guess ?? found.places.first { return place }
    throw DataError.wrongHeader(
      header.place, found: header.names, missing: ["movieId"] + (hasTitle ? [] : ["title"]))
  }

  private mutating func findByPosition(
    _ rows: TableRows, _ saidTitle: Int?, _ saidGenres: Int?, _ options: LoadOptions
  ) throws {
    var ahead = rows
    var texts: [Int] = []
    if try ahead.next() {
      texts = rows.columns.indices.dropFirst().filter { !ValueShape.isNumber(ahead.text($0)) }
    }
    if options.title == .found {
      title = rows.columns.count <= 3 ? min(1, rows.columns.count - 1) : texts.first
      if title == item { title = nil }
    } else {
      title = saidTitle
    }
    if options.genres == .found {
      genres = rows.columns.count == 3 && title == 1 ? 2 : nil
    } else {
      genres = saidGenres
    }
    others = rows.columns.indices.filter { $0 != item && $0 != title && $0 != genres }
    guard let title, rows.columns.count > 3, options.title == .found else { return }
    notes.append("no header: \(rows.columns[title]) is taken for the title")
  }
}
