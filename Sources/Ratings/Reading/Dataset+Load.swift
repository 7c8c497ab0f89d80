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
        try RatingReader.read(table, options: options, plan: plan), name: name, options, plan,
        beside: try Beside(table, of: path, options, plan))
    }
    if let ratings = try RatingReader.readLineFile(
      path, options: options, standard: FolderFiles.standard(named: name), plan: plan)
    {
      return try alone(
        ratings, name: name, options, plan, beside: try Beside(said: options, plan))
    }
    var contents = try FileContents(path: path, limit: limit, plan: plan)
    var file = path
    if let ratings = try RatingReader.readInflated(
      contents, file: path, options: options, standard: FolderFiles.standard(named: name),
      plan: plan)
    {
      return try alone(ratings, name: name, options, plan, beside: try Beside(said: options, plan))
    }
    if PackedBytes.isPacked(contents.bytes) {
      let packed = try PackedBytes(contents, path: path, limit: limit, stop: plan.stop)
      let isKept = FileBytes.kind(of: path) == .file
      switch try Archive.open(packed, options: options, isKept: isKept, plan: plan) {
      case .folder(let shelf):
        return try RatingFolder(shelf, name: name, options: options, plan: plan).load()
      case .file(let unpacked, let place):
        (contents, file) = (unpacked, place)
      }
    }
    try TableFile.expectNone(contents.bytes, file: file, options: options)
    let ratings = try RatingReader.read(
      contents, inLayoutOf: file, options: options, standard: FolderFiles.standard(named: name),
      plan: plan)
    return try alone(ratings, name: name, options, plan, beside: try Beside(said: options, plan))
  }

  /// Returns the data set of ratings that are in no folder.
  private static func alone(
    _ ratings: RatingTable, name: String, _ options: LoadOptions, _ plan: LoadPlan, beside: Beside
  ) throws -> Dataset {
    let isAlone = beside.itemsFile == nil && options.items != .none
    return try Dataset(
      ratings, beside, name: name, options: options, plan: plan,
      notes: isAlone ? ["a file of ratings alone: items have no titles"] : [])
  }

  /// Joins ratings with what stands beside them.
  init(
    _ ratings: RatingTable, _ beside: Beside, name: String, options: LoadOptions, plan: LoadPlan,
    notes: [String] = []
  ) throws {
    var beside = beside
    if let error = beside.firstTextItem, ratings.kinds.items == .numeric {
      // Titles of items by text cannot belong to items by number, and cost nobody the ratings.
      beside.items = []
      beside.tables.fields = ItemFields()
      beside.notes.append("\(beside.itemsFile ?? "the file of items") is left out: \(error)")
    }
    self = try Dataset(
      name: name, ratings: ratings, plan: plan, scale: options.scale ?? ratings.scale,
      knownItems: beside.items,
      tables: beside.tables, notes: notes + beside.notes
    ).keeping(options.rows, plan: plan)
  }
}

extension RatingReader {
  /// Reads the ratings of a file, which may be in a layout of its own.
  ///
  /// - Throws: `DataError`, with the line.
  static func read(
    _ contents: FileContents, inLayoutOf file: String, options: LoadOptions,
    standard: DataFormat?, plan: LoadPlan
  ) throws -> RatingTable {
    try read(
      PublishedLayout.of(contents, file: file, options: options, plan: plan), standard: standard,
      plan: plan)
  }

  /// Reads the ratings of a text in a layout that is known.
  static func read(_ text: PublishedLayout, standard: DataFormat?, plan: LoadPlan) throws
    -> RatingTable
  {
    var table = try read(
      text.contents, file: text.file, options: text.options, standard: standard, plan: plan)
    table.report.notes = text.notes + table.report.notes
    table.scale = text.scale
    return table
  }
}
