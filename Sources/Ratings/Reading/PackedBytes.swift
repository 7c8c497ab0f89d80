import CRatingsShims

/// Packed bytes: a stream of gzip, zstd, xz or bzip2, or the members of a zip, tar or 7z archive.
struct PackedBytes {
  /// The file, for errors.
  let path: String
  /// The most bytes that all that is unpacked may have.
  let limit: Int
  private let stop: StopRequest
  /// The packed bytes; of gzip what it holds, which may be an archive.
  private let contents: FileContents
  private let isInflated: Bool

  /// Makes the members of a packed file known. Gzip is unpacked at once.
  ///
  /// - Throws: `DataError.damagedArchive`, `.tooBig`, `.interrupted`.
  init(_ contents: FileContents, path: String, limit: Int, stop: StopRequest) throws {
    self.path = path
    self.limit = limit
    self.stop = stop
    isInflated = GzipStream.isGzip(contents.bytes)
    self.contents =
      isInflated ? try Self.inflated(contents, path: path, limit: limit, stop: stop) : contents
  }

  /// Bytes that are unpacked between two checks for a stop request.
  static let piece = 1 << 20

  /// The first bytes of packed files, and their places.
  private static let marks: [(place: Int, bytes: [UInt8])] = [
    (0, [0x28, 0xB5, 0x2F, 0xFD]), (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    (0, Array("PK\u{3}\u{4}".utf8)), (0, Array("PK\u{5}\u{6}".utf8)),
    (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), (257, Array("ustar".utf8)),
  ]

  /// Returns true if bytes begin as those of a packed file do.
  static func isPacked(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let isMarked = marks.contains { place, mark in
      bytes.count >= place + mark.count && bytes[place..<place + mark.count].elementsEqual(mark)
    }
    // "BZh", the size of a block, and the first block's mark or the end's.
    return isMarked || GzipStream.isGzip(bytes)
      || bytes.count >= 10 && bytes.starts(with: Array("BZh".utf8)) && bytes[3] &- 49 <= 8
        && (bytes[4] == 0x31 || bytes[4] == 0x17)
  }

  private static func inflated(
    _ contents: FileContents, path: String, limit: Int, stop: StopRequest
  ) throws -> FileContents {
    let stream = try GzipStream(contents, path: path)
    let unpacked = try GrowingBytes(for: path, limit: limit)
    while try unpacked.append(
      upTo: piece,
      { memory in
        try stop.check()
        return try stream.read(into: memory, upTo: piece)
      }) > 0
    {}
    return FileContents(unpacked, path: path)
  }

  /// The one stream of a gzip file that holds no archive.
  private var stream: FileContents? {
    isInflated && !Self.isPacked(contents.bytes) ? contents : nil
  }

  /// A member of an archive, or the one stream.
  struct Member {
    /// The path in the archive; nil for the stream.
    let name: String?
    let contents: FileContents
  }

  /// Returns the paths of all files in an archive; nil if it is one stream.
  ///
  /// - Throws: `DataError.damagedArchive`, `.interrupted`.
  func names() throws -> [String]? {
    guard stream == nil else { return nil }
    var names: [String] = []
    var isStream = false
    try walk { name, reader in
      if name == nil { isStream = true } else { names.append(name ?? "") }
      return !isStream
    }
    return isStream ? nil : names
  }

  /// Returns the members that `isWanted` accepts, or the one stream.
  ///
  /// - Throws: `DataError.damagedArchive`, `.tooBig`, `.interrupted`.
  func members(_ isWanted: (String) -> Bool) throws -> [Member] {
    if let stream { return [Member(name: nil, contents: stream)] }
    var members: [Member] = []
    var left = limit
    try walk { name, reader in
      guard name.map(isWanted) ?? true else { return true }
      let file = name.map { "\(path)/\($0)" } ?? path
      let unpacked = try GrowingBytes(for: path, limit: left, toldLimit: limit)
      while try unpacked.append(
        upTo: Self.piece,
        { memory in
          try stop.check()
          let got = debut_archive_read(reader, memory, Self.piece)
          guard got >= 0 else { throw failure(reader) }
          return got
        }) > 0
      {}
      left -= unpacked.count
      members.append(Member(name: name, contents: FileContents(unpacked, path: file)))
      return true
    }
    return members
  }

  /// Calls `body` with each file's path, nil for a stream, and the reader at its start, until it returns
  /// false.
  private func walk(_ body: (String?, OpaquePointer) throws -> Bool) throws {
    let bytes = contents.bytes
    guard let reader = debut_archive_open(bytes.baseAddress, bytes.count) else {
      throw DataError.damagedArchive(path: path, reason: "there is no memory for reading it")
    }
    defer { withExtendedLifetime(contents) { debut_archive_close(reader) } }
    while true {
      try stop.check()
      let code = debut_archive_next(reader)
      guard code >= 0 else { throw failure(reader) }
      guard code > 0 else { return }
      let isStream = debut_archive_is_stream(reader) != 0
      guard isStream || debut_archive_is_file(reader) != 0 else { continue }
      let name = isStream ? nil : String(cString: debut_archive_name(reader))
      guard try body(name, reader) else { return }
    }
  }

  private func failure(_ reader: OpaquePointer) -> DataError {
    .damagedArchive(path: path, reason: String(cString: debut_archive_error(reader)))
  }
}
