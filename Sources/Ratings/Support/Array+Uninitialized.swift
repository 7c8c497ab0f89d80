#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Array where Element: BitwiseCopyable {
  /// Makes an array of plain values that the memory happens to hold, because filling 100 MB first would take as
  /// long as reading them.
  package init(uninitialized count: Int) {
    // Without capacity it would write into the storage that all empty arrays of the process share.
    guard count > 0 else {
      self = []
      return
    }
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      #if os(Linux)
        // Fewer page faults, each of which costs as much as copying the page. A refusal costs only speed.
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        let large = UInt(1) << 21
        let start = (UInt(bitPattern: bytes.baseAddress) + large - 1) & ~(large - 1)
        let end = (UInt(bitPattern: bytes.baseAddress) + UInt(bytes.count)) & ~(large - 1)
        if end > start, let place = UnsafeMutableRawPointer(bitPattern: start) {
          _ = madvise(place, Int(end - start), Int32(MADV_HUGEPAGE))
        }
      #endif
      initialized = count
    }
  }
}
