import DebutEngine

/// The way in which data was loaded, and may be loaded again. Coding keys are names of the format of
/// saved sessions, which stay when Swift's names change.
struct DataOrigin: Codable, Hashable {
  /// The argument of `load`, in a saved session with the whole path of a file; or `demo`.
  var path: String
  var format: String?
  /// The rating scale, as in "0.5:5"; nil: the first that fits.
  var scale: String?
  /// The seed of `demo`.
  var seed: UInt64?
  /// The other options of `load` by name, as they were written; nil without any.
  var options: [String: String]?

  init(path: String, seed: UInt64? = nil) {
    self.path = path
    self.seed = seed
  }

  /// Makes an origin from all options of `load` by name.
  init(path: String, given: [String: String]) {
    self.path = path
    format = given["format"]
    scale = given["scale"]
    let others = given.filter { $0.key != "format" && $0.key != "scale" }
    options = others.isEmpty ? nil : others
  }

  /// True if the data can be read again: not from standard input, whose bytes come once.
  var isRepeatable: Bool { path != "-" && path != "/dev/stdin" }

  /// The origin with whole paths, which are valid in any folder.
  var withWholePaths: DataOrigin {
    guard path != "demo", isRepeatable else { return self }
    var origin = self
    origin.path = Self.whole(path) ?? path
    if let items = options?["items"], items != "none" {
      origin.options?["items"] = Self.whole(items) ?? items
    }
    return origin
  }

  /// Returns the whole path of a file or a folder; nil if there is none.
  private static func whole(_ path: String) -> String? {
    let path = Environment.expanding(path)
    return FileBytes.kind(of: path) == .missing ? nil : FileSystem.resolved(path)
  }

  /// All options by name, as they were written.
  var given: [String: String] {
    var given = options ?? [:]
    given["format"] = format
    given["scale"] = scale
    return given
  }

  /// The name of the option that keeps the columns in a cache.
  static let cacheOption = "cache"

  /// True if the columns are kept in a cache.
  var isCached: Bool { options?[Self.cacheOption] != nil }

  enum CodingKeys: String, CodingKey {
    case path = "path"
    case format = "format"
    case scale = "scale"
    case seed = "seed"
    case options = "options"
  }
}
