extension Dataset {
  /// Reads a folder with ratings, and titles, links and tags if it has them, or a file of ratings.
  ///
  /// - Parameters:
  ///   - path: a folder or a file; a leading `~/` is the home folder.
  ///   - format: the layout; nil: by the files' names and the first line.
  ///   - scale: the scale that must hold all ratings; nil: the first of `RatingScale.known` that
  ///     does.
  ///   - threads: the threads that read and sort; nil: one a core. The outcome does not depend on
  ///     it.
  ///   - shouldStop: called every few milliseconds, from any thread; true stops the reading, and
  ///     must stay true.
  /// - Throws: `DataError`, with file and line; `.interrupted` if the reading was stopped.
  public static func load(
    path: String, format: DataFormat? = nil, scale: RatingScale? = nil, threads: Int? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> Dataset {
    let plan = LoadPlan(
      threads: max(threads ?? ParallelWork.defaultThreads, 1), stop: StopRequest(isMade: shouldStop)
    )
    return try load(path: path, format: format, scale: scale, plan: plan)
  }

  static func load(
    path: String, format: DataFormat?, scale: RatingScale?, plan: LoadPlan
  ) throws -> Dataset {
    let path = FileBytes.normal(path)
    let isFolder = FileBytes.kind(of: path) == .folder
    let folder =
      isFolder ? try RatingFolder(path: path, format: format, scale: scale, plan: plan) : nil
    if let folder { return try folder.load() }
    let ratings = try FileBytes.withContents(of: path, plan: plan) { contents in
      try TextCheck.expectText(contents.bytes, file: path)
      let format = try format ?? DataFormat.detect(path: path, bytes: contents.bytes)
      return try RatingReader.read(contents, file: path, format: format, scale: scale, plan: plan)
    }
    return try Dataset(
      name: FileBytes.name(of: path), ratings: ratings, plan: plan, scale: scale,
      notes: ["a file of ratings alone: items have no titles"])
  }
}

/// A folder with ratings and the files beside them.
private struct RatingFolder {
  let path: String
  let format: DataFormat
  let scale: RatingScale?
  let plan: LoadPlan

  init(path: String, format: DataFormat?, scale: RatingScale?, plan: LoadPlan) throws {
    let formats = format.map { [$0] } ?? DataFormat.allCases
    let found = formats.first { FileBytes.kind(of: "\(path)/\($0.ratingsFile)") != .missing }
    guard let found else {
      throw DataError.folderWithoutRatings(path: path, lookedFor: formats.map(\.ratingsFile))
    }
    self.path = path
    self.format = found
    self.scale = scale
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
      throw DataError.missing(path: path)
    }
    // Titles of items by text cannot belong to items by number.
    if let error = beside.firstTextItem, ratings.kinds.items == .numeric { throw error }
    return try Dataset(
      name: FileBytes.name(of: path), ratings: ratings, plan: plan, scale: scale,
      knownItems: beside.items, tables: beside.tables, notes: beside.notes)
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
    let file = "\(path)/\(format.ratingsFile)"
    return try FileBytes.withContents(of: file, plan: plan) {
      try RatingReader.read($0, file: file, format: format, scale: scale, plan: plan)
    }
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

  private func readItems(_ notes: inout [String]) throws -> ItemList? {
    let name = format.itemsFile
    var genres = ItemReader.standardGenres
    if format == .tab, let named = try optional("u.genre", ItemReader.readGenreNames) {
      genres = named
    }
    let read = try optional(name) { bytes, file in
      try ItemReader.read(bytes, file: file, format: format, genreNames: genres, stop: plan.stop)
    }
    guard let read else {
      notes.append("no \(name): items have no titles")
      return nil
    }
    if read.isLatin1 { notes.append("\(name) is not UTF-8 and was read as Latin-1") }
    return read
  }

  private func readSideTables(_ notes: inout [String]) throws -> SideTables {
    switch format {
    case .csv:
      let links = try besides("links.csv", &notes) {
        try SideTableReader.links($0, file: $1, stop: plan.stop)
      }
      let tags = try besides("tags.csv", &notes) {
        try SideTableReader.tags($0, file: $1, format: .csv, stop: plan.stop)
      }
      if links == nil { notes.append("no links.csv") }
      if tags == nil { notes.append("no tags.csv") }
      return SideTables(links: links ?? [], tags: tags ?? [])
    case .doubleColon:
      let tags = try besides("tags.dat", &notes) {
        try SideTableReader.tags($0, file: $1, format: .doubleColon, stop: plan.stop)
      }
      return SideTables(tags: tags ?? [])
    case .tab:
      return SideTables()
    }
  }

  /// Reads a file that no model needs; nil if it does not exist. One with a fault is noted, and is empty: it
  /// does not cost the ratings.
  private func besides<Element>(
    _ name: String, _ notes: inout [String],
    _ read: (UnsafeBufferPointer<UInt8>, String) throws -> [Element]
  ) throws -> [Element]? {
    do {
      return try optional(name, read)
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch {
      notes.append("\(name) is left out: \(error)")
      return []
    }
  }

  /// Reads a file of the folder; nil if it does not exist.
  private func optional<Result>(
    _ name: String, _ read: (UnsafeBufferPointer<UInt8>, String) throws -> Result
  ) throws -> Result? {
    let file = "\(path)/\(name)"
    guard FileBytes.kind(of: file) != .missing else { return nil }
    return try FileBytes.withContents(of: file, plan: LoadPlan(threads: 1, stop: plan.stop)) {
      try read($0.bytes, file)
    }
  }
}
