/// An archive of a data set: a folder of one, as published, or one file.
enum Archive {
  case folder(Shelf)
  case file(FileContents, name: String)

  /// Opens an archive, or one packed stream, and unpacks what is needed of it.
  ///
  /// A folder in it that has a file of ratings is the data set; of several the one whose file is the surest to be
  /// that, then the one that is least deep, then the first. Without one, the only file there is holds the
  /// ratings. Files for people, such as `README.txt`, do not count.
  ///
  /// - Parameter isKept: true if the archive can be read again at its path.
  /// - Throws: `DataError.damagedArchive`, `.tooBig`, `.unclearArchive`, `.interrupted`.
  static func open(_ packed: PackedBytes, options: LoadOptions, isKept: Bool, plan: LoadPlan) throws
    -> Archive
  {
    guard let all = try packed.names() else {
      guard let stream = try packed.members({ _ in true }).first else {
        throw DataError.empty(file: packed.path)
      }
      return .file(stream.contents, name: packed.path)
    }
    let paths = all.filter { !Shelf.isHidden($0) }
    guard let (folder, files) = dataFolder(of: paths, options) else {
      guard paths.count == 1 else {
        throw DataError.unclearArchive(path: packed.path, found: paths)
      }
      guard let member = try packed.members({ $0 == paths[0] }).first else {
        throw DataError.empty(file: packed.path)
      }
      let place = "\(packed.path)/\(paths[0])"
      let contents = try Shelf.unpacked(
        member.contents, file: place, limit: packed.limit, plan)
      return .file(contents, name: place)
    }
    let needed = files.needed
    if files.certainty == .only, needed.count == 1, files.others.isEmpty,
      let name = needed.first,
      let member = try packed.members({ path in
        paths.contains(path) && self.name(of: path, in: folder) == name
      }).first
    {
      let place = "\(packed.path)/\(member.name ?? name)"
      let contents = try Shelf.unpacked(member.contents, file: place, limit: packed.limit, plan)
      return .file(contents, name: place)
    }
    var unpacked: [String: FileContents] = [:]
    for member in try packed.members({ path in
      name(of: path, in: folder).map { needed.contains($0) && paths.contains(path) } ?? false
    }) {
      if let name = name(of: member.name ?? "", in: folder) { unpacked[name] = member.contents }
    }
    return .folder(
      Shelf(
        path: folder.isEmpty ? packed.path : "\(packed.path)/\(folder)",
        names: paths.compactMap { name(of: $0, in: folder) }, unpacked: unpacked,
        archive: isKept ? (packed.path, folder) : nil, limit: packed.limit))
  }

  /// Returns the folder whose files are a data set, empty for the archive's own, and these files.
  private static func dataFolder(of paths: [String], _ options: LoadOptions) -> (
    folder: String, files: FolderFiles
  )? {
    var names: [String: [String]] = [:]
    for path in paths {
      let (folder, name) = split(path)
      names[folder, default: []].append(name)
      let (outer, last) = split(folder)
      if last == FolderFiles.innerFolder { names[outer, default: []].append("\(last)/\(name)") }
    }
    func depth(_ folder: String) -> Int {
      folder.isEmpty ? 0 : 1 + folder.utf8.lazy.filter { $0 == UInt8(ascii: "/") }.count
    }
    let folders = names.keys.sorted { (depth($0), $0) < (depth($1), $1) }
    let found = folders.compactMap { folder in
      FolderFiles(names[folder] ?? [], options: options).map { (folder, $0) }
    }
    guard let best = found.map(\.1.certainty.rawValue).min() else { return nil }
    let likely = found.filter { $0.1.certainty.rawValue == best }
    // Either of two tables of unknown meaning may be meant.
    if best == FolderFiles.Certainty.only.rawValue, likely.count > 1 { return nil }
    return likely.first
  }

  /// Returns the name of a file in a folder or its inner folder; nil for one elsewhere.
  private static func name(of path: String, in folder: String) -> String? {
    let (own, name) = split(path)
    if own == folder { return name }
    let inner = folder.isEmpty ? FolderFiles.innerFolder : "\(folder)/\(FolderFiles.innerFolder)"
    return own == inner ? "\(FolderFiles.innerFolder)/\(name)" : nil
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
