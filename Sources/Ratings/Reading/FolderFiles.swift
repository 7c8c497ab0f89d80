/// The files of a data set's folder by the parts they play, which their names tell.
struct FolderFiles {
  /// The file of ratings, or the files whose rows belong together.
  enum Ratings: Equatable {
    /// One file, and the format that its name says; nil: none.
    case file(String, standard: DataFormat?)
    /// The files of the Netflix Prize, in their order.
    case netflix([String])
  }

  /// The certainty that a file is that of the ratings, the best first.
  enum Certainty: Int {
    /// It has a standard name.
    case standard
    /// Its name speaks of ratings, and no other's does.
    case spoken
    /// No other file is a table of unknown meaning.
    case only
  }

  let ratings: Ratings
  let certainty: Certainty
  /// The files of items, the names of the genres, links and tags; nil for none.
  private(set) var items: String?
  private(set) var genreNames: String?
  private(set) var links: String?
  private(set) var tags: String?
  /// The other tables.
  private(set) var others: [String] = []

  /// The folder in which the Netflix Prize has one file an item.
  static let innerFolder = "training_set"

  /// Finds the files; nil if none is known to be that of the ratings.
  ///
  /// - Parameter names: the names of a folder's files, and behind `training_set/` of those in this folder.
  init?(_ names: [String], options: LoadOptions) {
    let names = names.filter { !Shelf.isHidden($0) }
    guard let (ratings, certainty) = Self.ratings(names, options.format) else { return nil }
    self.ratings = ratings
    self.certainty = certainty
    let taken = Set(self.ratingsFiles)
    var rest = names.filter { !taken.contains($0) && !$0.contains("/") }
    items = Self.items(rest, ratings, options)
    genreNames = Shelf.find("u.genre", among: rest)
    links = Self.first(["links", "link"], rest)
    tags = Self.first(["tags", "tag"], rest)
    let known = [items, genreNames, links, tags].compactMap { $0 }
    rest.removeAll { known.contains($0) || !Self.isTable($0) }
    others = rest
  }

  /// The files that have the ratings.
  var ratingsFiles: [String] {
    switch ratings {
    case .file(let name, _): [name]
    case .netflix(let names): names
    }
  }

  /// All files that are read at once.
  var needed: Set<String> {
    Set(ratingsFiles + [items, genreNames, links, tags].compactMap { $0 })
  }

  /// The format that the name of the file of ratings says; nil: none.
  var standard: DataFormat? {
    if case .file(_, let standard) = ratings { standard } else { nil }
  }

  /// Returns the format that a file's name says; nil: none.
  static func standard(named name: String) -> DataFormat? {
    DataFormat.allCases.first { Shelf.find($0.ratingsFile, among: [name]) != nil }
  }

  // MARK: Ratings

  /// Returns the tables whose meaning is not known, if there are several: one may be that of the ratings.
  static func unclear(_ names: [String]) -> [String] {
    let found = names.filter { !Shelf.isHidden($0) && isUnknownTable($0) }
    return found.count > 1 ? found : []
  }

  private static func ratings(_ names: [String], _ format: DataFormat?) -> (Ratings, Certainty)? {
    for format in format.map({ [$0] }) ?? DataFormat.allCases {
      if let name = Shelf.find(format.ratingsFile, among: names) {
        return (.file(name, standard: format), .standard)
      }
    }
    guard format == nil else { return nil }
    let spoken = names.filter { speaksOfRatings($0) && !$0.contains("/") }
    if spoken.count == 1 { return (.file(spoken[0], standard: nil), .spoken) }
    let parts = NetflixRatings.files(among: names)
    if !parts.isEmpty { return (.netflix(parts), .spoken) }
    let unknown = names.filter(isUnknownTable)
    return spoken.isEmpty && unknown.count == 1
      ? (.file(unknown[0], standard: nil), .only) : nil
  }

  private static func speaksOfRatings(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".inter")
      || ["rating", "interaction", "review"].contains { name.contains($0) }
  }

  // MARK: Names

  /// Names of files of items without their endings, the best first.
  private static let itemNames = [
    "movies", "items", "books", "products", "anime", "games", "songs", "tracks", "artists", "movie",
    "item", "book", "product", "movie_titles", "titles", "bx-books", "bx_books", "movies_metadata",
    "metadata", "catalogue", "catalog", "steam_games", "yelp_academic_dataset_business",
  ]
  private static let otherNames = ["users", "user", "customers", "links", "link", "tags", "tag"]
  private static let tableEndings = [
    "csv", "tsv", "txt", "dat", "data", "json", "jsonl", "ndjson", "item", "inter", "user", "tab",
    "parquet",
  ]
  /// Starts of the names of files that are for people.
  private static let proseNames = [
    "readme", "license", "licence", "copying", "changelog", "changes", "notice", "requirements",
  ]

  /// Returns a file's name in lower case without the endings of packing and of its kind, and the latter.
  private static func parts(_ name: String) -> (base: String, ending: String) {
    var name = name.lowercased()
    if let packed = Shelf.endings.first(where: name.hasSuffix) { name.removeLast(packed.count) }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  /// Returns true for the name of a file that may be a table.
  private static func isTable(_ name: String) -> Bool {
    let (base, ending) = parts(name)
    return tableEndings.contains(ending) && !proseNames.contains { base.hasPrefix($0) }
  }

  private static func isUnknownTable(_ name: String) -> Bool {
    let (base, ending) = parts(name)
    return isTable(name) && ending != "txt" && ending != "item" && ending != "user"
      && !name.contains("/") && !itemNames.contains(base) && !otherNames.contains(base)
  }

  private static func first(_ bases: [String], _ names: [String]) -> String? {
    bases.lazy.compactMap { base in names.first { parts($0).base == base && isTable($0) } }.first
  }

  private static func items(_ names: [String], _ ratings: Ratings, _ options: LoadOptions)
    -> String?
  {
    switch options.items {
    case .none: return nil
    case .file(let path):
      return FileBytes.kind(of: FileBytes.normal(path)) == .missing
        ? Shelf.find(path, among: names) : nil
    case .found: break
    }
    if case .file(let file, let standard) = ratings {
      if let standard, let own = Shelf.find(standard.itemsFile, among: names) { return own }
      let own = parts(file)
      if own.ending == "inter",
        let item = names.first(where: { parts($0) == (own.base, "item") })
      {
        return item
      }
    }
    return first(itemNames, names)
      ?? names.first { name in
        let (base, ending) = parts(name)
        return isTable(name)
          && (ending == "item" || base.hasPrefix("meta_") || base.hasSuffix("_metadata"))
      }
  }
}
