/// A file or folder that could not be read or written.
package struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file or folder.
  package let path: String
  /// The system's reason, such as "no such file or directory".
  package let reason: String

  /// The path and the reason, for people.
  package var description: String { "\(path): \(reason)" }
}
