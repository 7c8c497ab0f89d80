import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files of ratings that are written to be read once, unless somebody keeps them.
enum TemporaryRatings {
  /// Writes a file, reads it, and deletes it.
  ///
  /// - Parameters:
  ///   - kept: the path of a new file that stays; nil: a temporary one.
  ///   - write: writes the file.
  ///   - read: reads the file of this path.
  /// - Throws: `ShellError.cannotWrite`, and what the two throw.
  static func with<Result>(
    keptAt kept: String? = nil, _ write: (UnsafeMutablePointer<FILE>) throws -> Void,
    read: (String) throws -> Result
  ) throws -> Result {
    let path = kept ?? "\(Environment["TMPDIR"] ?? "/tmp")/debut-bench-\(getpid()).csv"
    guard let file = fopen(path, "wx") else { throw cannotWrite(path) }
    defer { if kept == nil { unlink(path) } }
    do {
      defer { fclose(file) }
      try write(file)
      guard fflush(file) == 0, ferror(file) == 0 else { throw cannotWrite(path) }
    }
    return try read(path)
  }

  private static func cannotWrite(_ path: String) -> ShellError {
    .cannotWrite(path: path, reason: String(cString: strerror(errno)))
  }
}
