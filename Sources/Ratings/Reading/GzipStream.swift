import CRatingsShims

/// The bytes of all members of a gzip file, unpacked from front to back.
final class GzipStream {
  private let reader: OpaquePointer
  private let contents: FileContents
  private let path: String

  /// - Parameter path: the file, for errors.
  /// - Throws: `DataError.damagedArchive` without memory.
  init(_ contents: FileContents, path: String) throws {
    let bytes = contents.bytes
    guard let reader = debut_gzip_open(bytes.baseAddress, bytes.count) else {
      throw DataError.damagedArchive(path: path, reason: "there is no memory for reading it")
    }
    self.reader = reader
    self.contents = contents
    self.path = path
  }

  deinit { debut_gzip_close(reader) }

  /// Returns true if bytes begin as those of gzip do.
  static func isGzip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The share of the packed bytes that has been unpacked.
  var share: Double { Double(debut_gzip_taken(reader)) / Double(max(contents.bytes.count, 1)) }

  /// Unpacks at most `count` bytes; returns their number, 0 at the end.
  ///
  /// - Throws: `DataError.damagedArchive`.
  func read(into memory: UnsafeMutableRawPointer, upTo count: Int) throws -> Int {
    let got = debut_gzip_read(reader, memory, count)
    guard got >= 0 else {
      throw DataError.damagedArchive(path: path, reason: String(cString: debut_gzip_error(reader)))
    }
    return got
  }
}
