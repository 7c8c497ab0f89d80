import Debut

/// The files that `plugin new` writes: the smallest model, one trained by gradient steps with its sampler,
/// and a test, each explained.
///
/// - Stability: evolving.
public struct PluginTemplate {
  private let path: String
  /// The model's name: "genre-taste".
  public let name: String

  /// Checks the path.
  ///
  /// - Parameter path: a folder that does not exist yet, in one that does; its last component names the
  ///   model.
  /// - Throws: `PluginError.badName`, `.exists`.
  public init(path: String) throws {
    self.path = path
    name = FileSystem.split(path).name
    guard Self.isModelName(name) else { throw PluginError.badName(name: name) }
    guard FileSystem.kind(of: path) == .nothing else { throw PluginError.exists(path: path) }
  }

  /// Returns true for lower-case words of letters and digits joined by hyphens, the first beginning with a
  /// letter.
  private static func isModelName(_ name: String) -> Bool {
    let words = name.split(separator: "-", omittingEmptySubsequences: false)
    let isWords = words.allSatisfy { word in
      !word.isEmpty && word.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
    }
    return isWords && name.first.map { ("a"..."z").contains($0) } ?? false && name.utf8.count <= 60
  }

  /// "GenreTaste"
  private var type: String {
    name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Writes the files. - Returns: their paths. - Throws: `FileError`.
  public func write() throws -> [String] {
    try FileSystem.makeFolder(path)
    try FileSystem.makeFolder("\(path)/Tests")
    let files = [
      ("\(type)Mean.swift", Self.smallest), ("\(type)Model.swift", Self.model),
      ("\(type)Sampler.swift", Self.sampler),
      ("Tests/\(type)Tests.swift", Self.tests),
    ]
    return try files.map { file, text in
      try FileSystem.write(filled(text).utf8, to: "\(path)/\(file)")
      return "\(path)/\(file)"
    }
  }

  private func filled(_ template: String) -> String {
    template.split(separator: "$", omittingEmptySubsequences: false).enumerated()
      .map { index, part in
        guard index % 2 == 1 else { return String(part) }
        switch part {
        case "NAME": return name
        case "TYPE": return type
        // Twice the mark is the mark itself.
        default: return "$"
        }
      }.joined()
  }
}
