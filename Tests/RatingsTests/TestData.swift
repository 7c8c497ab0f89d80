import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Data sets that are not part of the repository; tests on them are skipped where they are absent.
enum RealData {
  static let movieLens = path("ml-latest-small-2016")
  static let movieTweetings = path("movietweetings-100k")

  /// In the folder that `DEBUT_DATA` names, or in `../shared/data` beside the package.
  private static func path(_ name: String) -> String? {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = getenv("DEBUT_DATA").map { String(cString: $0) } ?? "/\(package)/../shared/data"
    let path = "\(folder)/\(name)"
    return FileBytes.kind(of: path) == .folder ? path : nil
  }
}

/// A folder of its own for a test, removed with its files at the end.
final class ScratchFolder {
  let path: String

  init(_ files: [String: [UInt8]] = [:]) throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/debut-ratings-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
    for (name, bytes) in files { try write(name, bytes) }
  }

  convenience init(_ files: [String: String]) throws {
    try self.init(files.mapValues { Array($0.utf8) })
  }

  deinit {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { remove("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = try #require(fopen("\(path)/\(name)", "wb"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}

extension Dataset {
  /// Loads a folder that holds the given files.
  static func load(
    files: [String: String], format: DataFormat? = nil, scale: RatingScale? = nil
  ) throws -> Dataset {
    try load(files: files, options: LoadOptions(format: format, scale: scale))
  }

  /// Loads a folder that holds the given files.
  static func load(files: [String: String], options: LoadOptions) throws -> Dataset {
    let folder = try ScratchFolder(files)
    return try withExtendedLifetime(folder) { try load(path: folder.path, options: options) }
  }

  /// Loads a single file with the given name.
  static func load(
    _ text: String, named name: String = "my.txt", options: LoadOptions = LoadOptions()
  ) throws -> Dataset {
    let folder = try ScratchFolder([name: text])
    return try withExtendedLifetime(folder) {
      try load(path: "\(folder.path)/\(name)", options: options)
    }
  }

  /// Ratings as (user id, item id, stars, timestamp or -1), in the order of the histories.
  var rows: [[Double]] {
    histories.indices.flatMap { user in
      histories[user].map { (rating: Interaction) -> [Double] in
        let ids = [histories.users[user], catalogue[rating.item].id].map { Double($0.number ?? -1) }
        return ids + [Double(rating.rating), rating.timestamp.map(Double.init) ?? -1]
      }
    }
  }
}

/// Makes a folder; it is removed with the `ScratchFolder` that it lies in.
func makeFolder(_ path: String) -> Bool { mkdir(path, 0o755) == 0 }
