#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Memory for floats on a 64-byte boundary, zero-filled, released with its owner.
///
/// An `Array` is aligned to 16 bytes only and checks every access. Nothing here is synchronised:
/// callers ensure that threads that share a buffer write disjoint parts or take turns.
///
/// - Stability: stable.
public final class FloatBuffer: @unchecked Sendable {
  /// Floats in the buffer.
  public let count: Int
  /// The first float, on a 64-byte boundary. Valid as long as the buffer lives.
  public let base: UnsafeMutablePointer<Float>

  /// The bytes that were mapped; 0 if the memory is of the heap.
  private let mapped: Int

  /// Bytes from which memory is mapped. The system's pages are zero without being written to, and so are
  /// touched first, and on several threads, by whoever fills them.
  private static var mappingLimit: Int { 1 << 25 }

  /// Allocates memory for `count` floats, all zero.
  /// - Precondition: count >= 0.
  public init(count: Int) {
    precondition(count >= 0, "a float buffer cannot have a negative count")
    self.count = count
    let bytes = count * MemoryLayout<Float>.stride
    if bytes >= Self.mappingLimit {
      let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
      if let memory, memory != MAP_FAILED {
        mapped = bytes
        base = memory.bindMemory(to: Float.self, capacity: count)
        return
      }
    }
    mapped = 0
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    zeroFill(base, count)
  }

  /// Copies an array.
  public convenience init(_ floats: [Float]) {
    self.init(count: floats.count)
    _ = self.floats.update(fromContentsOf: floats)
  }

  deinit {
    if mapped > 0 { munmap(base, mapped) } else { UnsafeMutableRawPointer(base).deallocate() }
  }

  /// The floats as a collection.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// Asks for large pages, if the memory is mapped and the system has them: for what is read from end to end time and
  /// again, as the processor looks up an address for each page. Best before the memory is first touched.
  func preferLargePages() {
    #if os(Linux)
      // Without them all works, if slower.
      if mapped > 0 { _ = madvise(base, mapped, MADV_HUGEPAGE) }
    #endif
  }

  /// Returns a new buffer with a copy of the floats.
  public func copy() -> FloatBuffer {
    let copy = FloatBuffer(count: count)
    copy.base.update(from: base, count: count)
    return copy
  }
}

/// x[0 ..< count] = 0
func zeroFill(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
  memset(x, 0, count * MemoryLayout<Float>.stride)
}
