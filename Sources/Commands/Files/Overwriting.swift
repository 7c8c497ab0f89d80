#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The rule by which commands write over files: only over one of the kind that they write, unless the user
/// insists.
enum Overwriting {
  /// Refuses a file that is there and of another kind. What is empty, or no regular file, passes: there is
  /// nothing to lose, or writing is refused later with a better reason.
  ///
  /// - Parameters:
  ///   - force: whether the user insists.
  ///   - expected: the kind, for the error: "a model".
  ///   - isOurs: called with the path of a file that is there.
  /// - Throws: `ShellError.wouldOverwrite`.
  static func check(
    _ path: String, force: Bool, expected: String, isOurs: (String) -> Bool
  ) throws {
    var status = stat()
    guard !force, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
      !isOurs(path)
    else { return }
    throw ShellError.wouldOverwrite(path: path, expected: expected)
  }

  /// Returns true if a file begins with one of the texts.
  static func begins(_ path: String, with starts: String...) -> Bool {
    let start = start(of: path)
    return starts.contains { start.starts(with: $0.utf8) }
  }

  /// Returns true for a picture in PNG, by its first bytes.
  static func isPNG(_ path: String) -> Bool {
    start(of: path).starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  private static func start(of path: String) -> ArraySlice<UInt8> {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var start = [UInt8](repeating: 0, count: 256)
    let count = fread(&start, 1, start.count, file)
    return start[..<count]
  }
}
