extension Dataset {
  /// Reads a folder with ratings, and titles, links and tags if it has them, or a file of ratings.
  ///
  /// Files may be packed; an archive of a folder is read as the folder is.
  ///
  /// - Parameters:
  ///   - path: a folder or a file; a leading `~/` is the home folder, `-` is standard input.
  ///   - options: the layout, the columns and the scale, as far as they are not found out.
  ///   - threads: the threads that read and sort; nil: one a core. The outcome does not depend on
  ///     it.
  ///   - shouldStop: called every few milliseconds, from any thread; true stops the reading, and
  ///     must stay true.
  /// - Throws: `DataError`, with file and line; `.interrupted` if the reading was stopped.
  public static func load(
    path: String, options: LoadOptions = LoadOptions(), threads: Int? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> Dataset {
    let plan = LoadPlan(
      threads: max(threads ?? ParallelWork.defaultThreads, 1), stop: StopRequest(isMade: shouldStop)
    )
    return try load(path: path, options: options, plan: plan)
  }

  static func load(path: String, options: LoadOptions, plan: LoadPlan) throws -> Dataset {
    let path = FileBytes.normal(path)
    let name = path == PipeBytes.standardInput ? "standard input" : FileBytes.name(of: path)
    let limit = options.sizeLimit
    if FileBytes.kind(of: path) == .folder {
      let shelf = Shelf(folder: path, limit: limit)
      return try RatingFolder(shelf, name: name, options: options, plan: plan).load()
    }
    if let table = try TableFile(path: path, options: options, plan: plan) {
      return try alone(
        try RatingReader.read(table, options: options, plan: plan), name: name, options, plan)
    }
    if let ratings = try RatingReader.readLineFile(
      path, options: options, standard: RatingFiles.standard(named: name), plan: plan)
    {
      return try alone(ratings, name: name, options, plan)
    }
    var contents = try FileContents(path: path, limit: limit, plan: plan)
    var file = path
    if PackedBytes.isPacked(contents.bytes) {
      let packed = try PackedBytes(contents, path: path, limit: limit, stop: plan.stop)
      switch try Archive.open(packed, format: options.format) {
      case .folder(let shelf):
        return try RatingFolder(shelf, name: name, options: options, plan: plan).load()
      case .file(let unpacked, let place):
        (contents, file) = (unpacked, place)
      }
    }
    try TableFile.expectNone(contents.bytes, file: file, options: options)
    let ratings = try RatingReader.read(
      contents, file: file, options: options, standard: RatingFiles.standard(named: name),
      plan: plan)
    return try alone(ratings, name: name, options, plan)
  }

  /// Returns the data set of ratings without a file beside them.
  private static func alone(
    _ ratings: RatingTable, name: String, _ options: LoadOptions, _ plan: LoadPlan
  ) throws -> Dataset {
    try Dataset(
      name: name, ratings: ratings, plan: plan, scale: options.scale,
      notes: ["a file of ratings alone: items have no titles"]
    ).keeping(options.rows, plan: plan)
  }
}

/// A folder with ratings and the files beside them.
private struct RatingFolder {
  let shelf: Shelf
  let name: String
  /// The name of the file of ratings.
  let ratingsFile: String
  /// The format that this name says; nil: none.
  let standard: DataFormat?
  let options: LoadOptions
  let plan: LoadPlan

  init(_ shelf: Shelf, name: String, options: LoadOptions, plan: LoadPlan) throws {
    guard let found = RatingFiles.find(shelf.names, format: options.format) else {
      let formats = options.format.map { [$0] } ?? DataFormat.allCases
      throw DataError.folderWithoutRatings(path: shelf.path, lookedFor: formats.map(\.ratingsFile))
    }
    self.shelf = shelf
    self.name = name
    (ratingsFile, standard) = found
    self.options = options
    self.plan = plan
  }

  func load() throws -> Dataset {
    // Reads the ratings and the files beside them at the same time; an error in the ratings comes
    // first.
    let outcome = Outcome()
    ParallelWork.run(pieces: 2, threads: min(plan.threads, 2)) { piece, _ in
      if piece == 0 {
        outcome.ratings = Result { try readRatings() }
      } else {
        outcome.beside = Result { try readBeside() }
      }
    }
    guard let ratings = try outcome.ratings?.get(), let beside = try outcome.beside?.get() else {
      throw DataError.missing(path: shelf.path)
    }
    var (items, notes) = (beside.items, beside.notes)
    if let error = beside.firstTextItem, ratings.kinds.items == .numeric {
      // Titles of items by text cannot belong to items by number, and cost nobody the ratings.
      items = []
      notes.append("\(itemsFile) is left out: \(error)")
    }
    return try Dataset(
      name: name, ratings: ratings, plan: plan, scale: options.scale, knownItems: items,
      tables: beside.tables, notes: notes
    ).keeping(options.rows, plan: plan)
  }

  /// The results of two threads, each of which writes its own.
  private final class Outcome: @unchecked Sendable {
    var ratings: Result<RatingTable, any Error>?
    var beside: Result<Beside, any Error>?
  }

  /// The contents of a folder beside the ratings.
  private struct Beside {
    var items: [Item] = []
    /// The error of the first item whose id is no number.
    var firstTextItem: DataError?
    var tables = SideTables()
    var notes: [String] = []
  }

  private func readRatings() throws -> RatingTable {
    var table = try readRatingsFile()
    if standard == nil { table.report.notes.insert("ratings are those of \(ratingsFile)", at: 0) }
    return table
  }

  private func readRatingsFile() throws -> RatingTable {
    let file = shelf.place(of: ratingsFile)
    if let table = try TableFile(path: file, options: options, plan: plan) {
      return try RatingReader.read(table, options: options, plan: plan)
    }
    if let ratings = try RatingReader.readLineFile(
      file, options: options, standard: standard, plan: plan)
    {
      return ratings
    }
    let contents = try shelf.contents(ratingsFile, plan)
    try TableFile.expectNone(contents.bytes, file: file, options: options)
    return try RatingReader.read(
      contents, file: file, options: options, standard: standard, plan: plan)
  }

  private func readBeside() throws -> Beside {
    var beside = Beside()
    if let list = try readItems(&beside.notes) {
      beside.items = list.items
      beside.firstTextItem = list.firstText
    }
    beside.tables = try readSideTables(&beside.notes)
    return beside
  }

  // MARK: Items

  private func readItems(_ notes: inout [String]) throws -> ItemList? {
    var genres = ItemReader.standardGenres
    if standard == .tab, let named = try besides("u.genre", &notes, ItemReader.readGenreNames) {
      genres = named
    }
    let wanted = itemsFile
    let read = try besides(wanted, &notes) { bytes, file in
      try ItemReader.read(
        bytes, file: file, format: standard ?? .csv, genreNames: genres, stop: plan.stop)
    }
    guard let read else {
      if shelf.find(wanted) == nil { notes.append("no \(wanted): items have no titles") }
      return nil
    }
    if read.isLatin1 { notes.append("\(wanted) is not UTF-8 and was read as Latin-1") }
    return read
  }

  /// The name of the file of titles; that of the best one if there is none.
  private var itemsFile: String { itemsFiles.first { shelf.find($0) != nil } ?? itemsFiles[0] }

  /// The names that a file of titles may have, the best first.
  private var itemsFiles: [String] {
    let format = standard ?? .csv
    guard format == .csv else { return [format.itemsFile] }
    let own = ratingsFile.hasSuffix(".inter") ? [ratingsFile.dropLast(6) + ".item"] : []
    return own.map { String($0) } + [
      "movies.csv", "items.csv", "books.csv", "products.csv", "anime.csv", "games.csv", "songs.csv",
      "tracks.csv", "artists.csv", "BX-Books.csv", "BX_Books.csv", "Books.csv",
    ]
  }

  // MARK: Links and tags

  private func readSideTables(_ notes: inout [String]) throws -> SideTables {
    switch standard {
    case .csv:
      let links = try besides("links.csv", &notes) {
        try SideTableReader.links($0, file: $1, stop: plan.stop)
      }
      let tags = try besides("tags.csv", &notes) {
        try SideTableReader.tags($0, file: $1, format: .csv, stop: plan.stop)
      }
      if shelf.find("links.csv") == nil { notes.append("no links.csv") }
      if shelf.find("tags.csv") == nil { notes.append("no tags.csv") }
      return SideTables(links: links ?? [], tags: tags ?? [])
    case .doubleColon:
      let tags = try besides("tags.dat", &notes) {
        try SideTableReader.tags($0, file: $1, format: .doubleColon, stop: plan.stop)
      }
      return SideTables(tags: tags ?? [])
    case .tab, nil:
      return SideTables()
    }
  }

  /// Reads a file of the folder beside the ratings; nil if it does not exist. One with a fault is noted, and
  /// left out: it does not cost the ratings.
  private func besides<Result>(
    _ name: String, _ notes: inout [String],
    _ read: (UnsafeBufferPointer<UInt8>, String) throws -> Result
  ) throws -> Result? {
    guard let found = shelf.find(name) else { return nil }
    do {
      let plan = LoadPlan(threads: 1, stop: plan.stop)
      let contents = try shelf.contents(found, plan)
      let file = shelf.place(of: found)
      let decoded = try TextDecoding.decoded(
        contents, file: file, limit: options.sizeLimit, stop: plan.stop)
      return try withExtendedLifetime(decoded.contents) { try read(decoded.contents.bytes, file) }
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch {
      notes.append("\(name) is left out: \(error)")
      return nil
    }
  }
}
