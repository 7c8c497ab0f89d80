/// Reads titles, years and genres: `movies.csv`, `movies.dat`, `u.item`.
struct ItemReader {
  /// The items in file order; ids may repeat.
  private(set) var items: [Item] = []
  /// The error of the first id that is no number.
  private var firstText: DataError?
  private var scanner: RowScanner
  private let text: TextFields
  /// Genre lists by their text: many items have the same one, and share its storage.
  private var genreLists: [String: [String]] = [:]

  /// Reads a file of items.
  ///
  /// - Parameter genreNames: the genres of the flags of `u.item`, in order; unused otherwise.
  /// - Returns: the items, with texts as ids as they are written.
  /// - Throws: `DataError`, with the line.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat,
    genreNames: [String] = standardGenres, stop: StopRequest = .never
  ) throws -> ItemList {
    try TextCheck.expectText(bytes, file: file)
    // Only with a header titles may be in quotes: in the older layouts one may begin with a quote.
    var form = TextForm(separator: format.itemSeparator, hasQuotes: format == .csv)
    if format == .csv {
      // A file of ids alone has no separator; its header then lacks a title.
      do { form = try TextForm.find(bytes, file: file, stop: stop) } catch DataError.unknownFormat {
      }
    }
    var reader = ItemReader(
      RowScanner(
        bytes, file: file, separator: form.separator, hasQuotes: form.hasQuotes, stop: stop),
      TextFields(bytes))
    switch format {
    case .csv: try reader.readCommaSeparated()
    case .doubleColon: try reader.readDoubleColon()
    case .tab: try reader.readFlagged(genreNames)
    }
    return ItemList(
      items: reader.items, isLatin1: reader.text.isLatin1, firstText: reader.firstText)
  }

  private init(_ scanner: RowScanner, _ text: TextFields) {
    self.scanner = scanner
    self.text = text
  }

  private mutating func readCommaSeparated() throws {
    let columns = try ItemColumns(&scanner)
    while try scanner.next() {
      try scanner.expectFields(columns.count)
      let id = try id(columns.item)
      append(
        id, title: text.text(scanner, columns.title),
        genres: columns.genres.map { genreList(text.text(scanner, $0)) } ?? [])
    }
  }

  /// Reads rows of `id::title::genres`; a title may hold `::` itself.
  private mutating func readDoubleColon() throws {
    while try scanner.next() {
      let last = scanner.fields.count - 1
      if last < 2 { try scanner.expectFields(3) }
      let id = try id(0)
      let title = UnsafeBufferPointer(
        rebasing: scanner.bytes[scanner.fields[1].start..<scanner.fields[last - 1].end])
      append(id, title: text.decode(title), genres: genreList(text.text(scanner, last)))
    }
  }

  /// Reads rows of `id|title|release|video release|address|flag|flag|...`, the flags 0 or 1.
  private mutating func readFlagged(_ names: [String]) throws {
    while try scanner.next() {
      try scanner.expectFields(5 + names.count)
      let id = try id(0)
      let genres = names.indices.filter {
        names[$0] != "unknown" && scanner.trimmed(5 + $0).elementsEqual([UInt8(ascii: "1")])
      }
      append(id, title: text.text(scanner, 1), genres: genres.map { names[$0] })
    }
  }

  /// Returns the id of the last row as written: whether ids are numbers or texts is known from the ratings.
  private mutating func id(_ field: Int) throws -> Vocabulary.Key {
    let written = text.text(scanner, field)
    do {
      _ = try scanner.wholeNumber(field, "movieId")
    } catch let error as DataError {
      if written.isEmpty { throw error }
      firstText = firstText ?? error
    }
    return Vocabulary.Key(written: written)
  }

  private mutating func append(_ id: Vocabulary.Key, title: String, genres: [String]) {
    let (title, year) = TitleText.split(title)
    items.append(Item(id: id, title: title, year: year, genres: genres))
  }

  private mutating func genreList(_ names: String) -> [String] {
    if let known = genreLists[names] { return known }
    let list =
      names == "(no genres listed)" ? [] : names.split(separator: "|").map(String.init)
    genreLists[names] = list
    return list
  }

  /// The genres of `u.item` without a file `u.genre`.
  static let standardGenres = [
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary",
    "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi",
    "Thriller", "War", "Western",
  ]

  /// Reads the genres of `u.genre`, `name|place`, one a line, in the order of the places.
  static func readGenreNames(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws -> [String] {
    try TextCheck.expectText(bytes, file: file)
    var scanner = RowScanner(bytes, file: file, separator: .bar)
    var names: [(place: Int64, name: String)] = []
    while try scanner.next() {
      try scanner.expectFields(2)
      names.append((try scanner.wholeNumber(1, "genre"), scanner.raw(0)))
    }
    return names.sorted { $0.place < $1.place }.map(\.name)
  }
}

/// The items of a file.
struct ItemList {
  /// The items in file order; ids may repeat.
  let items: [Item]
  /// True if the file was read as Latin-1.
  let isLatin1: Bool
  /// An error with the line of the first id that is no number; nil if all are.
  let firstText: DataError?
}

/// Titles in the form of MovieLens.
enum TitleText {
  /// Splits "Heat (1995)" into title and year.
  ///
  /// Anything but four digits in brackets at the very end stays in the title, as in "Fawlty Towers
  /// (1975-1979)".
  static func split(_ text: String) -> (title: String, year: Int?) {
    let bytes = text.utf8
    guard bytes.count > 7, bytes.last == UInt8(ascii: ")") else { return (text, nil) }
    let open = bytes.index(bytes.endIndex, offsetBy: -6)
    let digits = bytes[bytes.index(after: open)...].dropLast()
    guard bytes[open] == UInt8(ascii: "("), bytes[bytes.index(before: open)] == UInt8(ascii: " "),
      digits.allSatisfy({ $0 &- 48 <= 9 })
    else { return (text, nil) }
    var title = text[..<open]
    while title.utf8.last == UInt8(ascii: " ") { title = title.dropLast() }
    guard !title.isEmpty else { return (text, nil) }
    return (String(title), digits.reduce(0) { $0 * 10 + Int($1 &- 48) })
  }
}
