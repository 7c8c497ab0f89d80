/// Makes UTF-8 with line feeds of text in other forms.
enum TextDecoding {
  /// Returns the contents as they are read from here on, and sentences on what they were before.
  ///
  /// UTF-16 with a mark becomes UTF-8, and CR becomes LF if the first 64 KB have no LF. Lines keep their
  /// numbers.
  /// - Throws: `DataError.unreadable` without memory, `.tooBig`, `.interrupted`.
  static func decoded(
    _ contents: FileContents, file: String, limit: Int, stop: StopRequest
  ) throws -> (contents: FileContents, notes: [String]) {
    var contents = contents
    var notes: [String] = []
    if let order = UTF16Order(contents.bytes) {
      contents = FileContents(
        try utf8(contents.bytes, order, file: file, limit: limit, stop: stop), path: file)
      notes.append("\(FileBytes.name(of: file)) is UTF-16")
    }
    if hasReturnsAlone(contents.bytes) {
      contents.convertReturns()
      notes.append("lines of \(FileBytes.name(of: file)) end in carriage returns (CR) alone")
    }
    return (contents, notes)
  }

  /// Returns UTF-8 of text in Latin-1; nil if the text looks like UTF-8 with faults: if it has a mark of
  /// UTF-8, or a character of several bytes for every ten bytes that are none.
  ///
  /// - Throws: `DataError.unreadable` without memory, `.tooBig`, `.interrupted`.
  static func fromLatin1(
    _ contents: FileContents, file: String, limit: Int, stop: StopRequest
  ) throws -> FileContents? {
    let bytes = contents.bytes
    guard ByteOrderMark.length(in: bytes) == 0 else { return nil }
    let (characters, others) = TextCheck.beyondASCII(bytes)
    try stop.check()
    guard others > 10 * characters else { return nil }
    // A character beyond ASCII has two bytes.
    let text = try GrowingBytes(for: file, limit: limit, capacity: 2 * bytes.count)
    var next = 0
    while next < bytes.count {
      try stop.check()
      let end = min(next + piece, bytes.count)
      _ = try text.append(upTo: 2 * (end - next)) { memory in
        let target = memory.assumingMemoryBound(to: UInt8.self)
        var length = 0
        for byte in bytes[next..<end] {
          if byte < 0x80 {
            target[length] = byte
            length += 1
          } else {
            target[length] = 0xC0 | byte >> 6
            target[length + 1] = 0x80 | byte & 0x3F
            length += 2
          }
        }
        return length
      }
      next = end
    }
    return FileContents(text, path: file)
  }

  /// Returns true if the first 64 KB have carriage returns within and no line feed.
  private static func hasReturnsAlone(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let sample = bytes.prefix(1 << 16)
    return sample.dropLast().contains(UInt8(ascii: "\r")) && !sample.contains(UInt8(ascii: "\n"))
  }

  /// The order of the two bytes of a unit, as the mark at the start says.
  private enum UTF16Order {
    case littleEndian, bigEndian

    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
      if bytes.starts(with: [0xFF, 0xFE]) {
        self = .littleEndian
      } else if bytes.starts(with: [0xFE, 0xFF]) {
        self = .bigEndian
      } else {
        return nil
      }
    }
  }

  /// Units that are decoded between two checks for a stop request.
  private static let piece = 1 << 20

  /// Returns UTF-8 without a mark. A surrogate without its other half becomes U+FFFD, a last odd byte is
  /// dropped.
  private static func utf8(
    _ bytes: UnsafeBufferPointer<UInt8>, _ order: UTF16Order, file: String, limit: Int,
    stop: StopRequest
  ) throws -> GrowingBytes {
    let text = try GrowingBytes(for: file, limit: limit, capacity: bytes.count)
    let count = bytes.count / 2
    let (high, low) = order == .bigEndian ? (0, 1) : (1, 0)
    func unit(_ place: Int) -> UInt32 {
      UInt32(bytes[2 * place + high]) << 8 | UInt32(bytes[2 * place + low])
    }
    var next = 1
    while next < count {
      try stop.check()
      let end = min(next + piece, count)
      // A unit has three bytes at most, a pair of surrogates four.
      _ = try text.append(upTo: 3 * (end - next) + 4) { memory in
        let target = memory.assumingMemoryBound(to: UInt8.self)
        var length = 0
        while next < end {
          var code = unit(next)
          next += 1
          if code & 0xFC00 == 0xD800, next < count, unit(next) & 0xFC00 == 0xDC00 {
            code = 0x10000 + (code & 0x3FF) << 10 + unit(next) & 0x3FF
            next += 1
          }
          let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
          for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
            target[length] = byte
            length += 1
          }
        }
        return length
      }
    }
    return text
  }
}
