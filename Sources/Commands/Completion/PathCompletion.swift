#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files and folders that complete a path.
enum PathCompletion {
  /// Entries offered at most.
  private static let limit = 1_000

  /// Returns the entries of the path's folder, folders with a slash; hidden ones only after a dot.
  static func candidates(for path: String) -> [Completer.Candidate] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let prefix = slash.map { String(path[path.index(after: $0)...]) } ?? path
    return names(in: folder).filter { name in
      name.hasPrefix(prefix) && (prefix.hasPrefix(".") || !name.hasPrefix("."))
        && name != "." && name != ".."
    }.sorted().map { name in
      let isFolder = isFolder(folder + name)
      return .init(text: folder + name + (isFolder ? "/" : ""), isComplete: !isFolder)
    }
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder.isEmpty ? "." : Environment.expanding(folder)) else {
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(Environment.expanding(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
