#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Sizes of files.
enum FileSize {
  /// Returns the bytes of a file; 0 if there is none.
  static func of(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
