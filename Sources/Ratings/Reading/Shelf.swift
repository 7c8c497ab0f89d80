/// The files of a folder, or of a folder within an archive.
///
/// Threads may open different files at once: a file that is unpacked already is read by one of them.
struct Shelf: @unchecked Sendable {
  /// The folder, or the archive and the folder in it, for errors.
  let path: String
  /// The names of the files.
  let names: [String]
  /// Files that are unpacked already, by name; nil for a folder of the file system.
  private let unpacked: [String: FileContents]?
  private let limit: Int

  /// Endings of packed files.
  private static let endings = [".gz", ".zst", ".xz", ".bz2", ".zip"]

  /// Makes a shelf of the files in a folder.
  init(folder: String, limit: Int) {
    path = folder
    names = FileBytes.names(in: folder).sorted()
    unpacked = nil
    self.limit = limit
  }

  /// Makes a shelf of unpacked files by name.
  init(path: String, unpacked: [String: FileContents], limit: Int) {
    self.path = path
    names = unpacked.keys.sorted()
    self.unpacked = unpacked
    self.limit = limit
  }

  /// Returns the name under which a file is there, perhaps packed; nil if it is not.
  func find(_ name: String) -> String? { Self.find(name, among: names) }

  /// Returns the name under which a file is among `names`, perhaps packed; nil if it is not.
  static func find(_ name: String, among names: [String]) -> String? {
    ([""] + endings).lazy.map { name + $0 }.first(where: names.contains)
  }

  /// Returns the path of a file, for errors.
  func place(of name: String) -> String { "\(path)/\(name)" }

  /// Returns a file's contents, unpacked.
  ///
  /// - Throws: `DataError`.
  func contents(_ name: String, _ plan: LoadPlan) throws -> FileContents {
    if let unpacked = unpacked?[name] { return unpacked }
    let file = place(of: name)
    return try Self.unpacked(
      try FileContents(path: file, limit: limit, plan: plan), file: file, limit: limit, plan)
  }

  /// Returns the contents of a packed file that holds one file; other contents as they are.
  ///
  /// - Throws: `DataError.unclearArchive` for several files, and what unpacking throws.
  static func unpacked(
    _ contents: FileContents, file: String, limit: Int, _ plan: LoadPlan
  ) throws -> FileContents {
    guard PackedBytes.isPacked(contents.bytes) else { return contents }
    let packed = try PackedBytes(contents, path: file, limit: limit, stop: plan.stop)
    let members = try packed.members { !isHidden($0) }
    guard let member = members.first else { throw DataError.empty(file: file) }
    guard members.count == 1 else {
      throw DataError.unclearArchive(path: file, found: members.compactMap(\.name))
    }
    return member.contents
  }

  /// Returns true for files that systems leave in archives and folders, such as `__MACOSX/._ratings.csv`.
  static func isHidden(_ path: String) -> Bool {
    FileBytes.name(of: path).hasPrefix(".") || path.hasPrefix("__MACOSX/")
  }
}

/// The names of data sets' files of ratings.
enum RatingFiles {
  /// Returns the file of ratings among the names of a folder's files, and the format that its name says.
  ///
  /// A standard name counts first. Otherwise it is the only one whose name speaks of ratings.
  static func find(_ names: [String], format: DataFormat?) -> (name: String, standard: DataFormat?)?
  {
    for format in format.map({ [$0] }) ?? DataFormat.allCases {
      if let name = Shelf.find(format.ratingsFile, among: names) { return (name, format) }
    }
    guard format == nil else { return nil }
    let spoken = names.filter { speaksOfRatings($0) && !Shelf.isHidden($0) }
    return spoken.count == 1 ? (spoken[0], nil) : nil
  }

  /// Returns the format that a file's name says; nil: none.
  static func standard(named name: String) -> DataFormat? {
    DataFormat.allCases.first { Shelf.find($0.ratingsFile, among: [name]) != nil }
  }

  private static func speaksOfRatings(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".inter")
      || ["rating", "interaction", "review"].contains { name.contains($0) }
  }
}
