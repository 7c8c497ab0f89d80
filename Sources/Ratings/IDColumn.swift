/// A column of ids, each stored once: rows hold codes that count the distinct ids in the order in which
/// they first came.
public struct IDColumn: Sendable {
  /// One code a row, an index into `ids`.
  public private(set) var codes: [Int32] = []
  /// The distinct ids.
  public private(set) var ids: [Int64] = []

  /// Codes by hash, -1 where a slot is free; the number of slots is a power of two, at most half of
  /// them taken.
  private var slots = [Int32](repeating: -1, count: 1 << 10)
  /// The code of the row before, tried first: rows of one user are mostly neighbours.
  private var latest: Int32 = -1

  init() {}

  mutating func reserve(_ rows: Int) { codes.reserveCapacity(rows) }

  mutating func append(_ id: Int64) {
    if latest < 0 || ids[Int(latest)] != id { latest = code(for: id) }
    codes.append(latest)
  }

  private mutating func code(for id: Int64) -> Int32 {
    var slot = firstSlot(id)
    while slots[slot] >= 0 {
      if ids[Int(slots[slot])] == id { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(ids.count)
    ids.append(id)
    if ids.count * 2 > slots.count { grow() }
    return Int32(ids.count - 1)
  }

  /// Fibonacci hashing: the high bits of the product depend on all bits of the id.
  private func firstSlot(_ id: Int64) -> Int {
    let hash = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> UInt64(64 - slots.count.trailingZeroBitCount))
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (code, id) in ids.enumerated() {
      var slot = firstSlot(id)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }

  /// The distinct ids in ascending order, and for each code its place among them.
  func ranked() -> (ids: [Int64], ranks: [Int32]) {
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    var ranks = [Int32](repeating: 0, count: ids.count)
    for (rank, code) in order.enumerated() { ranks[code] = Int32(rank) }
    return (order.map { ids[$0] }, ranks)
  }
}
