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

  /// Allocates memory for `count` floats, all zero.
  /// - Precondition: count >= 0.
  public init(count: Int) {
    precondition(count >= 0, "a float buffer cannot have a negative count")
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    zeroFill(base, count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// The floats as a collection.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
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
