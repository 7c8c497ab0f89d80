/// A folder with ratings and the files beside them.
struct RatingFolder {
  private let shelf: Shelf
  private let name: String
  private let files: FolderFiles
  private let options: LoadOptions
  private let plan: LoadPlan

  /// Finds the files of a folder.
  ///
  /// - Throws: `DataError.folderWithoutRatings`; `.unclearArchive` if several files may be that of the ratings.
  init(_ shelf: Shelf, name: String, options: LoadOptions, plan: LoadPlan) throws {
    guard let files = FolderFiles(shelf.names, options: options) else {
      let unclear = options.format == nil ? FolderFiles.unclear(shelf.names) : []
      guard unclear.isEmpty else {
        throw DataError.unclearArchive(path: shelf.path, found: unclear)
      }
      let formats = options.format.map { [$0] } ?? DataFormat.allCases
      throw DataError.folderWithoutRatings(path: shelf.path, lookedFor: formats.map(\.ratingsFile))
    }
    self.shelf = shelf
    self.name = name
    self.files = files
    self.options = options
    self.plan = plan
  }

  /// Reads the ratings and the files beside them at the same time; an error in the ratings comes first.
  ///
  /// - Throws: `DataError`.
  func load() throws -> Dataset {
    let outcome = Outcome()
    ParallelWork.run(pieces: 2, threads: min(plan.threads, 2)) { piece, _ in
      if piece == 0 {
        outcome.ratings = Result { try readRatings() }
      } else {
        outcome.beside = Result { try Beside(shelf, files, options, plan) }
      }
    }
    guard let ratings = try outcome.ratings?.get(), let beside = try outcome.beside?.get() else {
      throw DataError.missing(path: shelf.path)
    }
    return try Dataset(ratings, beside, name: name, options: options, plan: plan)
  }

  /// The results of two threads, each of which writes its own.
  private final class Outcome: @unchecked Sendable {
    var ratings: Result<RatingTable, any Error>?
    var beside: Result<Beside, any Error>?
  }

  private func readRatings() throws -> RatingTable {
    switch files.ratings {
    case .file(let file, let standard):
      var table = try readRatings(of: file, standard)
      if standard == nil { table.report.notes.insert("ratings are those of \(file)", at: 0) }
      return table
    case .netflix(let names):
      let text = try NetflixRatings.rows(names, options: options, plan) { name in
        (shelf.place(of: name), try shelf.packed(name, plan))
      }
      return try RatingReader.read(text, standard: nil, plan: plan)
    }
  }

  private func readRatings(of name: String, _ standard: DataFormat?) throws -> RatingTable {
    let file = shelf.place(of: name)
    if let table = try TableFile(path: file, options: options, plan: plan) {
      return try RatingReader.read(table, options: options, plan: plan)
    }
    if let ratings = try RatingReader.readLineFile(
      file, options: options, standard: standard, plan: plan)
    {
      return ratings
    }
    let packed = try shelf.packed(name, plan)
    if let ratings = try RatingReader.readInflated(
      packed, file: file, options: options, standard: standard, plan: plan)
    {
      return ratings
    }
    let contents = try Shelf.unpacked(packed, file: file, limit: options.sizeLimit, plan)
    try TableFile.expectNone(contents.bytes, file: file, options: options)
    return try RatingReader.read(
      contents, inLayoutOf: file, options: options, standard: standard, plan: plan)
  }
}
