#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for plain values, freed with its owner. Threads may share it if each writes its own part.
///
/// Unlike an array it is not filled when it is made, and untouched pages cost nothing.
final class OwnedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
  let capacity: Int
  /// The bytes that were mapped; 0 if the memory is of the heap.
  private let mapped: Int

  /// Bytes from which zeroed memory is mapped. The heap would hand out pages that were used before, and
  /// so write zeros to all of them.
  private static var mappingLimit: Int { 1 << 16 }

  /// Allocates uninitialised memory, or memory of zero bytes, for at least one value.
  init(capacity: Int, zeroed: Bool = false) {
    self.capacity = max(capacity, 1)
    let stride = MemoryLayout<Element>.stride
    let bytes = self.capacity * stride
    var memory: UnsafeMutableRawPointer?
    if zeroed && bytes >= Self.mappingLimit {
      memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      if memory == MAP_FAILED { memory = nil }
      mapped = bytes
    } else {
      memory = zeroed ? calloc(self.capacity, stride) : malloc(bytes)
      mapped = 0
    }
    guard let memory else { preconditionFailure("there is memory left") }
    start = memory.bindMemory(to: Element.self, capacity: self.capacity)
  }

  deinit {
    if mapped > 0 { munmap(start, mapped) } else { free(start) }
  }

  /// Returns a buffer of twice the capacity that starts with a copy of all values.
  func doubled() -> OwnedBuffer {
    let wider = OwnedBuffer(capacity: capacity * 2)
    wider.start.update(from: start, count: capacity)
    return wider
  }
}
