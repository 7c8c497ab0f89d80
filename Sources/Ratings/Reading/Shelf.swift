/// The files of a folder, or of a folder within an archive.
///
/// Threads may open different files at once: a file that is unpacked already is read by one of them.
struct Shelf: @unchecked Sendable {
  /// The folder, or the archive and the folder in it, for errors.
  let path: String
  /// The names of the files; those of the folder `training_set` in it follow its name and a slash.
  let names: [String]
  /// Files that are unpacked already, by name; nil for a folder of the file system.
  private let unpacked: [String: FileContents]?
  /// The archive and the folder in it, if the archive can be read again.
  private let archive: (path: String, folder: String)?
  private let limit: Int

  /// Endings of packed files.
  static let endings = [".gz", ".zst", ".xz", ".bz2", ".zip"]

  /// Makes a shelf of the files in a folder.
  init(folder: String, limit: Int) {
    path = folder
    let inner = FolderFiles.innerFolder
    let parts = FileBytes.kind(of: "\(folder)/\(inner)") == .folder
    names =
      (FileBytes.names(in: folder)
      + (parts ? FileBytes.names(in: "\(folder)/\(inner)").map { "\(inner)/\($0)" } : []))
      .sorted()
    unpacked = nil
    archive = nil
    self.limit = limit
  }

  /// Makes a shelf of a folder in an archive.
  ///
  /// - Parameters:
  ///   - path: the archive's path, and the folder's in it.
  ///   - names: the names of all files.
  ///   - unpacked: those that are unpacked already.
  ///   - archive: the archive and the folder in it; nil if it came through a pipe.
  init(
    path: String, names: [String], unpacked: [String: FileContents],
    archive: (path: String, folder: String)?, limit: Int
  ) {
    self.path = path
    self.names = names.sorted()
    self.unpacked = unpacked
    self.archive = archive
    self.limit = limit
  }

  /// Returns the source of a table that is read when it is asked for; nil if it cannot be.
  func source(of name: String) -> TableSource? {
    guard unpacked != nil else { return TableSource(name, .file(place(of: name)), limit: limit) }
    return archive.map { archive in
      let member = archive.folder.isEmpty ? name : "\(archive.folder)/\(name)"
      return TableSource(name, .member(archive: archive.path, path: member), limit: limit)
    }
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
    try Self.unpacked(try packed(name, plan), file: place(of: name), limit: limit, plan)
  }

  /// Returns a file's contents as they are.
  ///
  /// - Throws: `DataError`.
  func packed(_ name: String, _ plan: LoadPlan) throws -> FileContents {
    let file = place(of: name)
    guard let unpacked else { return try FileContents(path: file, limit: limit, plan: plan) }
    guard let contents = unpacked[name] else { throw DataError.missing(path: file) }
    return contents
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
