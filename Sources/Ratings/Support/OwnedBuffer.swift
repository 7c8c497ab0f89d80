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

  /// Allocates uninitialised memory, or memory of zero bytes, for at least one value.
  init(capacity: Int, zeroed: Bool = false) {
    self.capacity = max(capacity, 1)
    let stride = MemoryLayout<Element>.stride
    let memory = zeroed ? calloc(self.capacity, stride) : malloc(self.capacity * stride)
    guard let memory else { preconditionFailure("there is memory left") }
    start = memory.bindMemory(to: Element.self, capacity: self.capacity)
  }

  deinit { free(start) }

  /// Returns a buffer of twice the capacity that starts with a copy of all values.
  func doubled() -> OwnedBuffer {
    let wider = OwnedBuffer(capacity: capacity * 2)
    wider.start.update(from: start, count: capacity)
    return wider
  }
}
