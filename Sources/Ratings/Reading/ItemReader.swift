/// Reads items with their titles, years, genres and whatever else a file tells of them.
struct ItemReader {
  /// The items in file order; ids may repeat.
  private var items: [Item] = []
  /// The error of the first id that is no number.
  private var firstText: DataError?
  private var genreLists = GenreLists(mark: "|")
  private var fields = ItemFields()
  private var notes: [String] = []
  private let file: String
  private let options: LoadOptions

  /// The rows whose genres tell what stands between them.
  private static let sampleRows = 1_000

  /// Reads a file of items.
  ///
  /// - Parameters:
  ///   - format: the layout; `.csv` is any table with a header or without.
  ///   - genreNames: the genres of the flags of `u.item`, in order; unused otherwise.
  ///   - headerLine: the line that a header counts as.
  /// - Returns: the items, with texts as ids as they are written.
  /// - Throws: `DataError`, with the line.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, format: DataFormat,
    genreNames: [String] = standardGenres, headerLine: Int = 1, options: LoadOptions,
    stop: StopRequest = .never
  ) throws -> ItemList {
    try TextCheck.expectText(bytes, file: file)
    var reader = ItemReader(file, options)
    var isLatin1 = false
    if format == .csv, !NetflixTitles.isLayout(bytes) {
      var rows = try TableRows(
        bytes, file: file, separator: headerLine == 0 ? .comma : nil, headerLine: headerLine,
        stop: stop, header: Self.isHeader)
      isLatin1 = rows.isLatin1
      try reader.read(&rows)
    } else {
      // In the older layouts a title may begin with a quote.
      let text = TextFields(bytes)
      var scanner = RowScanner(
        bytes, file: file, separator: format.itemSeparator, hasQuotes: false, stop: stop)
      isLatin1 = text.isLatin1
      switch format {
      case .csv: try reader.readTitlesWithCommas(&scanner, text)
      case .doubleColon: try reader.readDoubleColon(&scanner, text)
      case .tab: try reader.readFlagged(&scanner, text, genreNames)
      }
    }
    return ItemList(
      items: reader.items, isLatin1: isLatin1, firstText: reader.firstText, fields: reader.fields,
      notes: reader.notes)
  }

  private init(_ file: String, _ options: LoadOptions) {
    self.file = FileBytes.name(of: file)
    self.options = options
  }

  /// Returns true for a first row that names columns. One in which no title is named and which begins with a
  /// number is none.
  private static func isHeader(_ header: Header) -> Bool {
    !header.names.contains(where: ValueShape.isNumber)
      || header.names.contains { ItemColumns.isTitle(ColumnNames.key($0)) }
  }

  // MARK: Tables

  private mutating func read(_ rows: inout TableRows) throws {
    let columns = try ItemColumns(rows, options: options)
    notes += columns.notes
    if let genres = columns.genres { try findGenreSeparator(rows, genres) }
    if columns.title == nil, options.title != ColumnChoice.none {
      notes.append("\(file) has no column of titles (--title NAME says which it is)")
    }
    fields = ItemFields(columns: columns.others.map { rows.columns[$0] })
    var isFull = false
    while try rows.next() {
      try rows.expectWhole()
      let id = try id(rows.text(columns.item), rows.place)
      let (title, year) = TitleText.split(columns.title.map(rows.text) ?? "")
      items.append(
        Item(
          id: id, title: title,
          year: year ?? columns.year.flatMap { TitleText.year(rows.text($0)) },
          genres: columns.genres.map { genreLists.list(rows.value($0)) } ?? []))
      guard !isFull else { continue }
      fields.add(columns.others.map(rows.text))
      isFull = fields.size > options.sizeLimit
    }
    guard isFull else { return }
    fields = ItemFields()
    notes.append(
      "columns of \(file) beside id, title and genres are not kept: they hold more than "
        + "\(LoadOptions.text(ofSize: options.sizeLimit))")
  }

  /// Finds the mark between genres by the first rows, or takes the one that was said.
  private mutating func findGenreSeparator(_ rows: TableRows, _ genres: Int) throws {
    switch options.genreSeparator {
    case .none: genreLists.mark = nil
    case .mark(let mark): genreLists.mark = mark
    case .found:
      // RecBole's type of a list of words.
      if rows.columns[genres].hasSuffix(":token_seq") {
        genreLists.mark = " "
        return
      }
      var ahead = rows
      var texts: [String] = []
      while texts.count < Self.sampleRows, (try? ahead.next()) == true {
        if case .text(let text) = ahead.value(genres) { texts.append(text) }
      }
      genreLists.mark = GenreSeparator.find(texts)
      guard let mark = genreLists.mark, mark != "|" else { return }
      notes.append(
        "genres of \(file) are separated by \(mark == "," ? "commas" : "semicolons") "
          + "(--genre-separator says otherwise)")
    }
  }

  // MARK: Older layouts

  /// Reads rows of `id,year,title`, of which the title may hold commas and the year may be NULL.
  private mutating func readTitlesWithCommas(_ scanner: inout RowScanner, _ text: TextFields) throws
  {
    while try scanner.next() {
      if scanner.fields.count < 3 { try scanner.expectFields(3) }
      let id = try id(text.text(scanner, 0), scanner.place)
      let last = scanner.fields.count - 1
      let title = UnsafeBufferPointer(
        rebasing: scanner.bytes[scanner.fields[2].start..<scanner.fields[last].end])
      items.append(
        Item(id: id, title: text.decode(title), year: TitleText.year(text.text(scanner, 1))))
    }
  }

  /// Reads rows of `id::title::genres`; a title may hold `::` itself.
  private mutating func readDoubleColon(_ scanner: inout RowScanner, _ text: TextFields) throws {
    while try scanner.next() {
      let last = scanner.fields.count - 1
      if last < 2 { try scanner.expectFields(3) }
      let id = try id(text.text(scanner, 0), scanner.place)
      let title = UnsafeBufferPointer(
        rebasing: scanner.bytes[scanner.fields[1].start..<scanner.fields[last - 1].end])
      append(
        id, title: text.decode(title), genres: genreLists.list(.text(text.text(scanner, last))))
    }
  }

  /// Reads rows of `id|title|release|video release|address|flag|flag|...`, the flags 0 or 1.
  private mutating func readFlagged(
    _ scanner: inout RowScanner, _ text: TextFields, _ names: [String]
  ) throws {
    fields = ItemFields(columns: ["release date", "video release date", "address"])
    while try scanner.next() {
      try scanner.expectFields(5 + names.count)
      let id = try id(text.text(scanner, 0), scanner.place)
      let genres = names.indices.filter {
        names[$0] != "unknown" && scanner.trimmed(5 + $0).elementsEqual([UInt8(ascii: "1")])
      }
      append(id, title: text.text(scanner, 1), genres: genres.map { names[$0] })
      fields.add((2...4).map { text.text(scanner, $0) })
    }
  }

  /// Returns the id of a row as written: whether ids are numbers or texts is known from the ratings.
  private mutating func id(_ written: String, _ place: @autoclosure () -> DataError.Place) throws
    -> Vocabulary.Key
  {
    guard !written.isEmpty else {
      throw DataError.notANumber(place(), column: "movieId", value: written)
    }
    if firstText == nil, Vocabulary.Key.number(written.utf8) == nil {
      firstText = Self.fault(ofNumber: written, place())
    }
    return Vocabulary.Key(written: written)
  }

  /// Returns an error if a text is no whole number; a fraction of zeros is none.
  private static func fault(ofNumber text: String, _ place: DataError.Place) -> DataError? {
    if Vocabulary.Key.wholeNumber(text.utf8) != nil { return nil }
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
    guard !digits.isEmpty, digits.allSatisfy({ $0 &- 48 <= 9 }) else {
      return .notANumber(place, column: "movieId", value: text)
    }
    return digits.count < text.utf8.count
      ? .negative(place, column: "movieId", value: text)
      : .tooLarge(place, column: "movieId", value: text)
  }

  private mutating func append(_ id: Vocabulary.Key, title: String, genres: [String]) {
    let (title, year) = TitleText.split(title)
    items.append(Item(id: id, title: title, year: year, genres: genres))
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
  /// The values of the other columns; row n is that of the n-th item.
  var fields = ItemFields()
  /// Sentences on what was guessed and left out.
  var notes: [String] = []
}

/// Titles in the form of MovieLens, and years.
enum TitleText {
  /// Returns the year with which a number or a date begins, as in `2008`, `2008.0` and `2008-05-01`; nil for
  /// other text.
  static func year(_ text: String) -> Int? {
    let digits = text.utf8.prefix { $0 &- 48 <= 9 }
    let rest = text.utf8.dropFirst(4).first
    guard digits.count == 4, rest == nil || rest == UInt8(ascii: ".") || rest == UInt8(ascii: "-"),
      let year = Int(text.prefix(4)), 1000...2999 ~= year
    else { return nil }
    return year
  }

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
