/// The items and tables beside ratings. A fault in one of their files costs it, and not the ratings; a fault in what was
/// said of them is an error.
struct Beside {
  var items: [Item] = []
  /// The error of the first item whose id is no number.
  private(set) var firstTextItem: DataError?
  var tables = SideTables()
  var notes: [String] = []
  /// The name of the file of items for people; nil if there is none.
  private(set) var itemsFile: String?

  private let options: LoadOptions
  private let plan: LoadPlan

  private init(_ options: LoadOptions, _ plan: LoadPlan) {
    self.options = options
    self.plan = LoadPlan(threads: 1, stop: plan.stop)
  }

  /// Reads the file of items that was said; nothing if none was.
  ///
  /// - Throws: `DataError` if that file is not there, or lacks a column that was said; `.interrupted`.
  init(said options: LoadOptions, _ plan: LoadPlan) throws {
    self.init(options, plan)
    if case .file(let path) = options.items { try readItems(at: FileBytes.normal(path)) }
    try expectItemsOfColumns()
  }

  /// Reads the table of items of a database, and lists its other ones.
  ///
  /// - Throws: as `init(said:_:)`.
  init(_ table: TableFile, of path: String, _ options: LoadOptions, _ plan: LoadPlan) throws {
    self.init(options, plan)
    var name: String?
    switch options.items {
    case .none: break
    case .found: name = table.items
    case .file(let said):
      name = table.others.first { $0.name == said }?.name
      if name == nil { try readItems(at: FileBytes.normal(said)) }
    }
    if let name {
      itemsFile = name
      try note(name) { beside in try beside.read(table: name, of: path) }
    }
    tables.others = table.others.filter { $0.name != name }.map {
      TableSource($0.name, .table(database: path), limit: options.sizeLimit)
    }
    try expectItemsOfColumns()
  }

  /// Reads the items, links and tags of a folder, and lists its other tables.
  ///
  /// - Throws: as `init(said:_:)`.
  init(_ shelf: Shelf, _ files: FolderFiles, _ options: LoadOptions, _ plan: LoadPlan) throws {
    self.init(options, plan)
    if case .file(let path) = options.items, files.items == nil {
      try readItems(at: FileBytes.normal(path))
    } else if let name = files.items {
      try readItems(name, shelf, files)
    } else if options.items == .found {
      notes.append("no \((files.standard ?? .csv).itemsFile): items have no titles")
    }
    try readLinksAndTags(shelf, files)
    tables.others = files.others.compactMap(shelf.source)
    try expectItemsOfColumns()
  }

  /// Checks that columns of items were said only if there are items.
  private func expectItemsOfColumns() throws {
    guard itemsFile == nil else { return }
    for (name, choice) in [("--title", options.title), ("--genres", options.genres)] {
      guard case .named(let column) = choice else { continue }
      throw DataError.badOption(
        name: name, value: column,
        expected: "a file of items that has the column (--items FILE says which file)")
    }
  }

  // MARK: Items

  /// Reads the file of items at a path.
  private mutating func readItems(at path: String) throws {
    let name = FileBytes.name(of: path)
    // A file that is not there is a slip, and no fault in it.
    if FileBytes.kind(of: path) == .missing { throw DataError.missing(path: path) }
    itemsFile = name
    try note(name) { beside in
      if try beside.read(table: nil, of: path) { return }
      let contents = try FileContents(
        path: path, limit: beside.options.sizeLimit, plan: beside.plan)
      let unpacked = try Shelf.unpacked(
        contents, file: path, limit: beside.options.sizeLimit, beside.plan)
      try beside.take(unpacked, file: path, name, format: .csv, ItemReader.standardGenres)
    }
  }

  private mutating func readItems(_ name: String, _ shelf: Shelf, _ files: FolderFiles) throws {
    itemsFile = name
    let standard = files.standard ?? .csv
    // Another file than the format's own may have any layout.
    let format = Shelf.find(standard.itemsFile, among: [name]) == nil ? .csv : standard
    var genres = ItemReader.standardGenres
    if format == .tab, let file = files.genreNames {
      try note(file) { beside in
        genres = try beside.withText(of: file, shelf, ItemReader.readGenreNames)
      }
    }
    try note(name) { beside in
      let file = shelf.place(of: name)
      if try beside.read(table: nil, of: file) { return }
      try beside.take(
        try shelf.contents(name, beside.plan), file: file, name, format: format, genres)
    }
  }

  /// Reads the items of a table; returns false for a file of text.
  @discardableResult
  private mutating func read(table name: String?, of path: String) throws -> Bool {
    guard TableFile.isTable(path) else { return false }
    var own = LoadOptions()
    own.table = name
    own.sizeLimit = options.sizeLimit
    own.takesAllColumns = true
    guard let table = try TableFile(path: path, options: own, plan: plan) else { return false }
    let text = try table.text()
    let read = try withExtendedLifetime(text) {
      try ItemReader.read(
        text.bytes, file: table.place, format: .csv, headerLine: 0, options: options,
        stop: plan.stop)
    }
    take(read)
    if let name { notes.append("items are those of the table \(QuotedText.cut(name))") }
    return true
  }

  private mutating func take(
    _ contents: FileContents, file: String, _ name: String, format: DataFormat, _ genres: [String]
  ) throws {
    let decoded = try TextDecoding.decoded(
      contents, file: file, limit: options.sizeLimit, stop: plan.stop)
    let read = try withExtendedLifetime(decoded.contents) {
      try ItemReader.read(
        decoded.contents.bytes, file: file, format: format, genreNames: genres, options: options,
        stop: plan.stop)
    }
    take(read)
    if read.isLatin1 { notes.append("\(name) is not UTF-8 and was read as Latin-1") }
  }

  private mutating func take(_ read: ItemList) {
    items = read.items
    firstTextItem = read.firstText
    tables.fields = read.fields
    notes += read.notes
  }

  // MARK: Links and tags

  private mutating func readLinksAndTags(_ shelf: Shelf, _ files: FolderFiles) throws {
    let stop = plan.stop
    if let name = files.links {
      try note(name) { beside in
        beside.tables.links = try beside.withText(of: name, shelf) {
          try SideTableReader.links($0, file: $1, stop: stop)
        }
      }
    } else if files.standard == .csv {
      notes.append("no links.csv")
    }
    if let name = files.tags {
      let format = files.standard == .doubleColon ? DataFormat.doubleColon : .csv
      try note(name) { beside in
        beside.tables.tags = try beside.withText(of: name, shelf) {
          try SideTableReader.tags($0, file: $1, format: format, stop: stop)
        }
      }
    } else if files.standard == .csv {
      notes.append("no tags.csv")
    }
  }

  private func withText<Result>(
    of name: String, _ shelf: Shelf, _ read: (UnsafeBufferPointer<UInt8>, String) throws -> Result
  ) throws -> Result {
    let file = shelf.place(of: name)
    let decoded = try TextDecoding.decoded(
      try shelf.contents(name, plan), file: file, limit: options.sizeLimit, stop: plan.stop)
    return try withExtendedLifetime(decoded.contents) { try read(decoded.contents.bytes, file) }
  }

  /// Reads a file, and notes a fault in it.
  private mutating func note(_ name: String, _ read: (inout Beside) throws -> Void) throws {
    do {
      try read(&self)
    } catch DataError.interrupted {
      throw DataError.interrupted
    } catch let error as DataError {
      if case .noColumn = error { throw error }
      notes.append("\(name) is left out: \(error)")
    }
  }
}
