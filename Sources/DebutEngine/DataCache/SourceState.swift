import Debut
import Hashing
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files that a data set is read from: sizes, times of the last changes and, if asked for, a hash of their bytes.
struct SourceState: Equatable {
  /// A file of the source.
  struct File: Equatable {
    /// The file's path.
    let path: String
    let size: Int
    /// The time of the last change of the bytes, in seconds and nanoseconds since 1970.
    let changed: [Int]
    /// That of the last change of anything about the file, which no program sets: a file that was put in the place of
    /// another with all its times has a new one.
    let touched: [Int]
  }

  /// The files, by name.
  let files: [File]

  /// Endings of the files that databases keep beside their own, with rows that are not in it yet.
  private static let journals = ["-wal", "-journal", ".wal"]

  /// Looks at files and the journals beside them, and at all files in folders.
  ///
  /// - Parameter paths: the first must exist.
  /// - Throws: `FileError` for the first if there is nothing, or something that is no file and no folder.
  init(of paths: [String]) throws {
    files = try paths.enumerated().flatMap { index, path in
      do {
        return try Self.paths(path)
      } catch let error as FileError {
        if index == 0 { throw error }
        return []
      }
    }.compactMap { Self.file($0) }
  }

  private static func paths(_ path: String) throws -> [String] {
    switch FileBytes.kind(of: path) {
    case .folder:
      try FileSystem.names(in: path).filter { !$0.hasSuffix(DataCache.suffix) }
        .map { "\(path)/\($0)" }
    case .file: [path] + journals.map { path + $0 }
    case .other: throw FileError(path: path, reason: "it is not a file or a folder")
    case .missing: throw FileError(path: path, reason: "there is no such file")
    }
  }

  private static func file(_ path: String) -> File? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Darwin)
      let (changed, touched) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (changed, touched) = (status.st_mtim, status.st_ctim)
    #endif
    return File(
      path: path, size: Int(status.st_size), changed: [Int(changed.tv_sec), Int(changed.tv_nsec)],
      touched: [Int(touched.tv_sec), Int(touched.tv_nsec)])
  }

  /// The names and sizes, a line each. Files whose names and sizes differ are other files.
  var shape: String {
    files.map { "\($0.size) \(FileSystem.split($0.path).name)\n" }.joined()
  }

  /// The times of the last change, a line each.
  var times: String {
    files.map { file in (file.changed + file.touched).map(String.init).joined(separator: " ") + "\n"
    }
    .joined()
  }

  /// Returns true if a file was changed so shortly before a second, or after it, that a later change may have the
  /// same time: file systems count up to two seconds.
  func isYoung(at second: Int) -> Bool { files.contains { $0.changed[0] >= second - 2 } }

  /// Returns a hash of all bytes of the files; nil if one cannot be read or is cut meanwhile, or if it was stopped.
  func hash(threads: Int, shouldStop: @escaping @Sendable () -> Bool) -> UInt64? {
    var sums: [UInt64] = []
    for file in files {
      guard let blocks = Self.blocks(of: file, threads: threads, shouldStop) else { return nil }
      sums += blocks
      sums.append(UInt64(file.size))
    }
    return sums.withUnsafeBytes { BlockSum.of($0) }
  }

  private static func blocks(
    of file: File, threads: Int, _ shouldStop: @escaping @Sendable () -> Bool
  ) -> [UInt64]? {
    let descriptor = PositionedRead.open(file.path)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let count = BlockSum.blockCount(of: file.size)
    let sums = Mutex([UInt64](repeating: 0, count: count))
    let isWhole = Atomic(true)
    // A thread takes a run of blocks, for which it allocates once.
    let run = 16
    ParallelWork.run(pieces: (count + run - 1) / run, threads: threads) { piece, _ in
      var bytes = [UInt8](repeating: 0, count: BlockSum.size)
      for block in piece * run..<min((piece + 1) * run, count) {
        let size = min(BlockSum.size, file.size - block * BlockSum.size)
        let code = bytes.withUnsafeMutableBytes {
          PositionedRead.fill(
            UnsafeMutableRawBufferPointer(rebasing: $0[..<size]), from: descriptor,
            at: block * BlockSum.size)
        }
        guard code == 0, !shouldStop() else {
          isWhole.store(false, ordering: .relaxed)
          return
        }
        let sum = bytes.withUnsafeBytes {
          BlockSum.of(UnsafeRawBufferPointer(rebasing: $0[..<size]))
        }
        sums.withLock { $0[block] = sum }
      }
    }
    return isWhole.load(ordering: .relaxed) ? sums.withLock { $0 } : nil
  }
}
