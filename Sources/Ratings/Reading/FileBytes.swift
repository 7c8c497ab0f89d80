#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files as bytes in memory.
package enum FileBytes {
  package enum Kind { case file, folder, other, missing }

  /// Returns the kind of a path's target.
  package static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Calls `body` with a file mapped into memory, valid until it returns. An empty file gives an
  /// empty buffer.
  ///
  /// - Throws: `DataError.missing`, `.notAFile`, `.unreadable`, and whatever `body` throws.
  package static func withBytes<Result>(
    of path: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw DataError.missing(path: path) }
      throw unreadable(path, code)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw DataError.notAFile(path: path) }
    let size = Int(status.st_size)
    guard size > 0 else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw unreadable(path, errno) }
    defer { munmap(start, size) }
    // One pass from front to back: the kernel may read ahead. A refusal costs only speed.
    _ = madvise(start, size, Int32(MADV_SEQUENTIAL))
    return try body(
      UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: size))
  }

  /// Frees the pages of a mapped file that lie wholly within a range that has been read, so that
  /// they do not count as memory of the process. Does nothing for files below 64 MiB, which are not
  /// worth it.
  static func release(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard bytes.count >= 1 << 26, let base = bytes.baseAddress else { return }
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    let first = (UInt(bitPattern: base + range.lowerBound) + page - 1) & ~(page - 1)
    let end = UInt(bitPattern: base + range.upperBound) & ~(page - 1)
    guard end > first, let start = UnsafeMutableRawPointer(bitPattern: first) else { return }
    _ = madvise(start, Int(end - first), Int32(MADV_DONTNEED))
  }

  private static func unreadable(_ path: String, _ code: Int32) -> DataError {
    .unreadable(path: path, reason: String(cString: strerror(code)))
  }

  /// Returns a path with a leading `~/` replaced by the home folder and without slashes at its end.
  static func normal(_ path: String) -> String {
    var path = path
    if path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") {
      path = String(cString: home) + path.dropFirst()
    }
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Returns the last component of a path; for `.` and `..` that of the resolved folder.
  static func name(of path: String) -> String {
    func last(_ path: String) -> String {
      path.split(separator: "/").last.map(String.init) ?? path
    }
    let name = last(path)
    guard name == "." || name == "..", let resolved = realpath(path, nil) else { return name }
    defer { free(resolved) }
    return last(String(cString: resolved))
  }
}
