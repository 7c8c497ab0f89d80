import Kernels
import Testing

/// Lengths around the edges of every register width.
let sizes = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000]

/// A seeded generator (SplitMix64), so that a failure can be repeated.
struct Random: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Floats at an address `offset` floats past a 64-byte boundary, between guards that show whether a kernel
/// wrote outside.
final class Floats {
  private static let guardCount = 16
  private static let guardValue: Float = 12_345.678
  private let storage: UnsafeMutablePointer<Float>
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(_ count: Int, offset: Int = 0) {
    let total = count + offset + 2 * Self.guardCount
    storage = UnsafeMutableRawPointer.allocate(
      byteCount: total * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: total)
    storage.initialize(repeating: Self.guardValue, count: total)
    pointer = storage + Self.guardCount + offset
    self.count = count
    pointer.update(repeating: 0, count: count)
  }

  convenience init(
    _ count: Int, offset: Int = 0, in range: ClosedRange<Float>, using random: inout Random
  ) {
    self.init(count, offset: offset)
    for i in 0..<count { pointer[i] = Float.random(in: range, using: &random) }
  }

  convenience init(_ values: [Float], offset: Int = 0) {
    self.init(values.count, offset: offset)
    pointer.update(from: values, count: values.count)
  }

  deinit { storage.deallocate() }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
  var bits: [UInt32] { values.map(\.bitPattern) }
  var doubles: Doubles { Doubles(values.map(Double.init)) }

  /// True if nothing was written just before or just behind the floats.
  var guardsAreIntact: Bool {
    (1...Self.guardCount).allSatisfy { pointer[-$0] == Self.guardValue }
      && (0..<Self.guardCount).allSatisfy { pointer[count + $0] == Self.guardValue }
  }
}

/// Doubles at an address, for the reference.
final class Doubles {
  let pointer: UnsafeMutablePointer<Double>
  let count: Int

  init(_ values: [Double]) {
    count = values.count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(from: values, count: count)
  }

  convenience init(_ count: Int) { self.init([Double](repeating: 0, count: count)) }

  convenience init(
    _ count: Int, in range: ClosedRange<Double> = -1...1, using random: inout Random
  ) {
    self.init((0..<count).map { _ in Double.random(in: range, using: &random) })
  }

  deinit { pointer.deallocate() }

  var values: [Double] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}

/// The first element that is further from what it should be than `tolerance` times the greater of 1 and its
/// size, as text; null where all agree. Infinities must be the same, NaN must meet NaN.
func mismatch(_ actual: [Float], _ expected: [Double], tolerance: Double) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) for \(expected.count)" }
  for (i, (a, e)) in zip(actual, expected).enumerated() {
    if a.isNaN && e.isNaN || Double(a) == e { continue }
    let error = abs(Double(a) - e)
    if !(error <= tolerance * max(1, abs(e))) { return "[\(i)] is \(a), expected \(e)" }
  }
  return nil
}
