#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for plain values, freed with its owner. Threads may share it, each writing its own part.
///
/// Unlike an array it is not filled before it is written, and pages never touched cost nothing.
final class OwnedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
  let capacity: Int

  /// Uninitialised memory, or memory of zero bytes.
  init(capacity: Int, zeroed: Bool = false) {
    self.capacity = max(capacity, 1)
    let stride = MemoryLayout<Element>.stride
    let memory = zeroed ? calloc(self.capacity, stride) : malloc(self.capacity * stride)
    guard let memory else { preconditionFailure("there is memory left") }
    start = memory.bindMemory(to: Element.self, capacity: self.capacity)
    if !zeroed {
      MemoryAdvice.preferLargePages(.init(start: memory, count: self.capacity * stride))
    }
  }

  deinit { free(start) }

  /// A buffer twice as large that starts with the same values.
  func doubled() -> OwnedBuffer {
    let wider = OwnedBuffer(capacity: capacity * 2)
    wider.start.update(from: start, count: capacity)
    return wider
  }
}

/// Requests to the system that only ever concern speed.
enum MemoryAdvice {
  /// Asks for large pages, so that a long column is not faulted in by the 4 KB.
  static func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      let page = UInt(2 << 20)
      let start = UInt(bitPattern: memory.baseAddress)
      let first = (start + page - 1) & ~(page - 1)
      let end = (start + UInt(memory.count)) & ~(page - 1)
      guard memory.count >= 8 * page, let aligned = UnsafeMutableRawPointer(bitPattern: first)
      else { return }
      _ = madvise(aligned, Int(end - first), Int32(MADV_HUGEPAGE))
    #endif
  }

  /// Gives the pages of a mapped file back that lie wholly within the range.
  static func release(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard let base = bytes.baseAddress else { return }
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    let first = (UInt(bitPattern: base + range.lowerBound) + page - 1) & ~(page - 1)
    let end = UInt(bitPattern: base + range.upperBound) & ~(page - 1)
    guard end > first, let start = UnsafeMutableRawPointer(bitPattern: first) else { return }
    _ = madvise(start, Int(end - first), Int32(MADV_DONTNEED))
  }
}
