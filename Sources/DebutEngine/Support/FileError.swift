/// A file or folder that could not be read or written.
///
/// - Stability: evolving.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  /// The system's reason, such as "no such file or directory".
  public let reason: String

  /// The path and the reason, for people.
  public var description: String { "\(path): \(reason)" }
}
