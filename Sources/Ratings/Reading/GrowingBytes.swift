import CRatingsShims

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that are appended one piece after the other, in memory that is mapped as it grows.
final class GrowingBytes {
  private(set) var start: UnsafeMutableRawPointer
  private(set) var count = 0
  private var capacity: Int
  private let path: String
  private let limit: Int
  private let toldLimit: Int

  /// Makes an empty buffer for the bytes of a file.
  ///
  /// - Parameters:
  ///   - path: the file, for errors.
  ///   - limit: the most bytes; one more is an error.
  ///   - toldLimit: the limit that the error tells; nil: `limit`.
  ///   - capacity: the bytes that are expected.
  /// - Throws: `DataError.unreadable` without memory.
  init(for path: String, limit: Int, toldLimit: Int? = nil, capacity: Int = 1 << 20) throws {
    self.path = path
    self.limit = limit
    self.toldLimit = toldLimit ?? limit
    self.capacity = max(capacity, 1)
    start = try Self.map(self.capacity, path)
  }

  deinit { munmap(start, capacity) }

  /// Lets `body` write at most `size` bytes behind those that are there, and takes the number that it
  /// returns.
  ///
  /// - Throws: `DataError.tooBig` beyond the limit, and what `body` throws.
  func append(upTo size: Int, _ body: (UnsafeMutableRawPointer) throws -> Int) throws -> Int {
    if count + size > capacity { try grow(to: max(count + size, capacity * 2)) }
    let added = try body(start + count)
    guard count + added <= limit else { throw DataError.tooBig(path: path, limit: toldLimit) }
    count += added
    return added
  }

  /// Appends bytes.
  ///
  /// - Throws: `DataError.tooBig`.
  func append(_ bytes: [UInt8]) throws {
    _ = try append(upTo: bytes.count) { memory in
      UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
      return bytes.count
    }
  }

  /// Drops the bytes, and keeps the memory.
  func removeAll() { count = 0 }

  private func grow(to wanted: Int) throws {
    guard let memory = debut_remap(start, capacity, wanted) else { throw Self.noMemory(path) }
    start = memory
    capacity = wanted
  }

  private static func map(_ size: Int, _ path: String) throws -> UnsafeMutableRawPointer {
    let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { throw noMemory(path) }
    return memory
  }

  private static func noMemory(_ path: String) -> DataError {
    .unreadable(path: path, reason: String(cString: strerror(ENOMEM)))
  }
}
