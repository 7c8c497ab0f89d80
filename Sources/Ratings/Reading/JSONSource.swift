#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// JSON lines in memory, or in a file that is read piece by piece.
enum JSONSource {
  case memory(UnsafeBufferPointer<UInt8>)
  case file(JSONLineFile)

  /// The number of bytes.
  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(let file): file.count
    }
  }

  /// The start of the text, as far as its last line end there; a short text as a whole.
  var head: UnsafeBufferPointer<UInt8> {
    switch self {
    case .memory(let bytes): bytes
    case .file(let file): file.head
    }
  }

  /// The bytes of a piece: a part of the text by its size alone.
  func piece(_ stretch: Int?) -> Int {
    // More than a byte-order mark.
    if let stretch { return max(stretch, 16) }
    // A file's pieces lie in memory that is used again and again: in the cache at best.
    if case .file = self { return 1 << 20 }
    return min(max(count / 64, 1 << 18), 1 << 22)
  }

  /// Whole lines, and the bytes around them that may be read.
  struct Lines {
    let bytes: UnsafeBufferPointer<UInt8>
    let range: Range<Int>
  }

  /// Returns the lines that start within a range; nil if none does.
  ///
  /// - Parameter buffer: memory for them, which no other thread uses meanwhile.
  /// - Throws: `JSONRows.Unusual` if they cannot be read.
  func lines(in range: Range<Int>, _ buffer: JSONLineBuffer) throws -> Lines? {
    switch self {
    case .memory(let bytes):
      guard let start = Self.start(bytes, range) else { return nil }
      let end = bytes[max(start, range.upperBound - 1)...].firstIndex(of: newline)
      return Lines(bytes: bytes, range: start..<(end.map { $0 + 1 } ?? bytes.count))
    case .file(let file): return try file.lines(in: range, buffer)
    }
  }

  /// Returns the start of the first line that begins within a range; nil if none does.
  fileprivate static func start(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    guard range.lowerBound > 0 else { return ByteOrderMark.length(in: bytes) }
    guard let end = bytes[(range.lowerBound - 1)..<(range.upperBound - 1)].firstIndex(of: newline)
    else { return nil }
    return end + 1
  }
}

/// A file of JSON lines. Threads read different pieces of it into memory of their own, so that the memory of the
/// process does not grow with the file.
final class JSONLineFile: @unchecked Sendable {
  /// The number of bytes when the file was opened.
  let count: Int
  private let descriptor: Int32
  private let path: String
  private let state: FileState
  private let start = JSONLineBuffer()
  private var startCount = 0

  /// The bytes in which a text of objects has its first brace.
  private static let firstSize = 1 << 12
  /// The bytes that are read at first.
  private static let headSize = 1 << 22
  /// The bytes by which the end of a line is looked for.
  private static let step = 1 << 16

  /// Opens a file that begins as text in UTF-8 with an object does; nil for any other, and for what is no file.
  init?(path: String) {
    let descriptor = PositionedRead.open(path)
    guard descriptor >= 0 else { return nil }
    guard let state = try? FileState(of: descriptor, path: path) else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    self.path = path
    self.state = state
    count = state.size
    // Few files have objects: most are known by their first bytes.
    let first = min(count, Self.firstSize)
    guard (try? read(0..<first, start, at: 0)) != nil,
      JSONLines.isObject(UnsafeBufferPointer(start: start.start, count: first)),
      (try? read(first..<max(first, min(count, Self.headSize)), start, at: first)) != nil
    else { return nil }
    let bytes = UnsafeBufferPointer(start: start.start, count: min(count, Self.headSize))
    startCount = count == bytes.count ? count : (bytes.lastIndex(of: newline) ?? -1) + 1
    // Text without a line end may have another end of lines.
    guard head.prefix(1 << 16).contains(newline),
      !PackedBytes.isPacked(bytes), (try? TextCheck.expectText(bytes, file: path)) != nil
    else { return nil }
  }

  deinit { close(descriptor) }

  /// The start of the text, as far as its last line end there; a short text as a whole.
  var head: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start.start, count: startCount)
  }

  /// Checks that the file was not written since it was opened.
  ///
  /// - Throws: `JSONRows.Unusual`.
  func expectUnchanged() throws {
    guard try FileState(of: descriptor, path: path) == state else { throw JSONRows.Unusual() }
  }

  /// Reads the lines that start within a range; see `JSONSource`.
  fileprivate func lines(in range: Range<Int>, _ buffer: JSONLineBuffer) throws -> JSONSource.Lines?
  {
    // The byte before the range tells whether a line starts with it.
    let first = max(range.lowerBound - 1, 0)
    try read(first..<range.upperBound, buffer, at: 0)
    var held = range.upperBound - first
    let bytes = UnsafeBufferPointer(start: buffer.start, count: held)
    let local = range.lowerBound - first..<held
    guard let start = JSONSource.start(bytes, local) else { return nil }
    while buffer.start[held - 1] != newline, first + held < count {
      let next = min(first + held + Self.step, count)
      try read(first + held..<next, buffer, at: held)
      let added = UnsafeBufferPointer(start: buffer.start + held, count: next - first - held)
      if let end = added.firstIndex(of: newline) {
        held += end + 1
        break
      }
      held = next - first
    }
    // The last line of a text may have no end; and whoever looks ahead finds zeros.
    (buffer.start + held).initialize(to: newline)
    (buffer.start + held + 1).initialize(repeating: 0, count: JSONLineBuffer.reach - 1)
    return JSONSource.Lines(
      bytes: UnsafeBufferPointer(start: buffer.start, count: held + JSONLineBuffer.reach),
      range: start..<held)
  }

  /// Reads bytes of the file into a buffer.
  private func read(_ range: Range<Int>, _ buffer: JSONLineBuffer, at place: Int) throws {
    buffer.reserve(place + range.count)
    let target = UnsafeMutableRawBufferPointer(start: buffer.start + place, count: range.count)
    guard PositionedRead.fill(target, from: descriptor, at: range.lowerBound) == 0 else {
      throw JSONRows.Unusual()
    }
  }
}

/// Memory for the lines of a piece.
final class JSONLineBuffer: @unchecked Sendable {
  /// The bytes behind the lines that may be read.
  static let reach = JSONRowCursor.reach + 1

  private var bytes = OwnedBuffer<UInt8>(capacity: reach)

  var start: UnsafeMutablePointer<UInt8> { bytes.start }

  /// Makes room for bytes and what may be read behind them; those that are there stay.
  func reserve(_ count: Int) {
    guard bytes.capacity < count + Self.reach else { return }
    let wider = OwnedBuffer<UInt8>(capacity: max(count + Self.reach, 2 * bytes.capacity))
    wider.start.update(from: bytes.start, count: bytes.capacity)
    bytes = wider
  }
}

private let newline = UInt8(ascii: "\n")
