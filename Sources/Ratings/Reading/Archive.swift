/// An archive of a data set: a folder of one, as published, or one file.
enum Archive {
  case folder(Shelf)
  case file(FileContents, name: String)

  /// Opens an archive, or one packed stream, and unpacks what is needed of it.
  ///
  /// A folder in it that has a file of ratings is the data set; of several the one that is least deep, then
  /// the first. Without one, the only file there is holds the ratings.
  /// - Throws: `DataError.damagedArchive`, `.tooBig`, `.unclearArchive`, `.interrupted`.
  static func open(_ packed: PackedBytes, format: DataFormat?) throws -> Archive {
    guard let all = try packed.names() else {
      guard let stream = try packed.members({ _ in true }).first else {
        throw DataError.empty(file: packed.path)
      }
      return .file(stream.contents, name: packed.path)
    }
    let paths = all.filter { !Shelf.isHidden($0) }
    guard let folder = dataFolder(of: paths, format) else {
      guard paths.count == 1 else {
        throw DataError.unclearArchive(path: packed.path, found: paths)
      }
      guard let member = try packed.members({ $0 == paths[0] }).first else {
        throw DataError.empty(file: packed.path)
      }
      return .file(member.contents, name: "\(packed.path)/\(paths[0])")
    }
    var files: [String: FileContents] = [:]
    for member in try packed.members({ path in
      paths.contains(path) && split(path).folder == folder && isWanted(split(path).name)
    }) {
      files[split(member.name ?? "").name] = member.contents
    }
    let path = folder.isEmpty ? packed.path : "\(packed.path)/\(folder)"
    return .folder(Shelf(path: path, unpacked: files, limit: packed.limit))
  }

  /// Returns the folder whose files are a data set; empty for the archive's own.
  private static func dataFolder(of paths: [String], _ format: DataFormat?) -> String? {
    var names: [String: [String]] = [:]
    for path in paths { names[split(path).folder, default: []].append(split(path).name) }
    func depth(_ folder: String) -> Int {
      folder.isEmpty ? 0 : 1 + folder.utf8.lazy.filter { $0 == UInt8(ascii: "/") }.count
    }
    let folders = names.keys.sorted { (depth($0), $0) < (depth($1), $1) }
    // One with a standard name counts before one whose name only speaks of ratings.
    let found = folders.compactMap { folder in
      RatingFiles.find(names[folder] ?? [], format: format).map { (folder, $0.standard) }
    }
    return found.first { $0.1 != nil }?.0 ?? found.first?.0
  }

  /// Returns true for files that may be read: not for images and the like, which would take memory in vain.
  private static func isWanted(_ name: String) -> Bool {
    let endings = ["csv", "dat", "data", "tsv", "txt", "item", "genre", "inter", "json", "jsonl"]
    return endings.contains { name.lowercased().hasSuffix(".\($0)") }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
