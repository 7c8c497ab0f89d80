/// Memory that lasts one step: handed out in sequence, taken back all at once.
///
/// It grows in blocks that are never moved, so that pointers stay valid until `reset`. Steps of the
/// same shapes request the same sizes in the same order, so only the first of them allocates.
///
/// - Stability: evolving.
public final class Arena {
  private var blocks: [FloatBuffer] = []
  private var block = 0
  private var used = 0

  /// Floats of the first block.
  private static let firstBlock = 1 << 16
  /// Floats on a 64-byte line: every piece starts on one.
  private static let line = 16

  /// Creates an arena without memory.
  public init() {}

  /// Blocks allocated so far. Constant from the second step of the same shapes on.
  public var blockCount: Int { blocks.count }
  /// Floats in all blocks.
  public var capacity: Int { blocks.reduce(0) { $0 + $1.count } }

  /// Returns uninitialised memory for `count` floats on a 64-byte boundary, valid until `reset`.
  ///
  /// - Complexity: O(1); if no block has room, a new block of at least the arena's size so far.
  public func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    raw(count).bindMemory(to: Float.self, capacity: max(count, 1))
  }

  /// Returns uninitialised memory for `count` row indices or lengths on a 64-byte boundary, valid
  /// until `reset`.
  public func indices(_ count: Int) -> UnsafeMutablePointer<Int32> {
    raw(count).bindMemory(to: Int32.self, capacity: max(count, 1))
  }

  /// Returns a copy of `values`, valid until `reset`.
  public func copy(_ values: [Int32]) -> UnsafePointer<Int32> {
    let target = indices(values.count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { target.update(from: base, count: source.count) }
    }
    return UnsafePointer(target)
  }

  /// Returns a copy of `values`, valid until `reset`.
  public func copy(_ values: [Float]) -> UnsafeMutablePointer<Float> {
    let target = floats(values.count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { target.update(from: base, count: source.count) }
    }
    return target
  }

  /// Takes everything back and keeps the memory. Earlier pointers become invalid.
  public func reset() {
    block = 0
    used = 0
  }

  /// Returns room for `count` elements of four bytes.
  private func raw(_ count: Int) -> UnsafeMutableRawPointer {
    precondition(count >= 0, "an arena cannot hand out a negative count")
    let size = (max(count, 1) + Arena.line - 1) / Arena.line * Arena.line
    while block < blocks.count, used + size > blocks[block].count {
      block += 1
      used = 0
    }
    if block == blocks.count {
      blocks.append(FloatBuffer(count: max(size, Arena.firstBlock, capacity)))
    }
    defer { used += size }
    return UnsafeMutableRawPointer(blocks[block].base + used)
  }
}
